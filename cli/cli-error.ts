/** The error that a command ends with when something expected went wrong, and the way from any other error to it. */
import { messageOf } from '../core/text/message-of-error.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';

/** Printed without a stack: the message in one line (what, why, what to do), then the details, a line each. */
export class CliError extends Error {
  readonly exit: ExitCode;
  readonly details: readonly string[];

  constructor(message: string, exit: ExitCode = exitCodes.error, details: readonly string[] = []) {
    super(message);
    this.name = 'CliError';
    this.exit = exit;
    this.details = details;
  }
}

export const usageError = (message: string): CliError => new CliError(message, exitCodes.usage);

/** An error of the runtime or of a worker: its first line is the message, the other lines are details. */
export function asCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const [first = '', ...others] = messageOf(error).split('\n');
  return new CliError(first, exitCodes.error, others);
}
