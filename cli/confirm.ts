import { createInterface } from 'node:readline/promises';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-code.ts';

/** Whether a person sits there who could answer. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/**
 * Asks on stderr, so that stdout stays the result.
 * @throws CliError where the answer is not yes
 */
export async function confirm(question: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `).finally(() => {
    terminal.close();
  });
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('nothing was done: answer y, or give --yes.', exitCodes.error);
}
