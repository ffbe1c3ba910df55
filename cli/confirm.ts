/** Asks a person at the terminal before something that cannot be undone. */
import { createInterface } from 'node:readline/promises';
import { CliError, usageError } from './cli-error.ts';
import { exitCodes } from './exit-code.ts';
import { terminalText } from './output/paint.ts';

/** True if questions can be asked: standard input and standard error are a terminal. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/**
 * Asks on stderr, so that stdout holds the result alone.
 * @throws CliError when the answer is not yes
 */
export async function confirm(question: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(terminalText(`${question} [y/N] `)).finally(() => {
    terminal.close();
  });
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new CliError('nothing was done: answer y to go on, or give --yes.', exitCodes.error);
  }
}

/**
 * Asks at a terminal, unless `--yes` is given. Without a terminal the caller has said what is to be done.
 * @throws CliError when the answer is not yes
 */
export async function askBefore({ yes }: { readonly yes: boolean }, question: string): Promise<void> {
  if (!yes && isInteractive()) await confirm(question);
}

/**
 * Asks for a yes, and refuses to go on without a terminal to ask at.
 * @param doing names the action in the error: `cancelling`
 * @throws CliError when the answer is not yes; a usage error without a terminal
 */
export async function askFirst(doing: string, question: string): Promise<void> {
  if (!isInteractive()) throw usageError(`${doing} needs a confirmation, and this is no terminal to ask at: give --yes.`);
  await confirm(question);
}
