import { type ExitCode, exitCodes } from './exit-code.ts';

/** An expected end of a command: told in one line (what, why, what to do), details below it, without a stack. */
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
