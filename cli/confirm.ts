import { createInterface } from 'node:readline/promises';
import { CliError, usageError } from './cli-error.ts';
import { exitCodes } from './exit-code.ts';
import { terminalText } from './output/paint.ts';

/** Whether a person sits there who could answer. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/**
 * Asks on stderr, so that stdout stays the result.
 * @throws CliError where the answer is not yes
 */
export async function confirm(question: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(terminalText(`${question} [y/N] `)).finally(() => {
    terminal.close();
  });
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('nothing was done: answer y, or give --yes.', exitCodes.error);
}

/**
 * Before something that cannot be undone.
 * @param doing for the sentence where nobody is there to answer: `cancelling`
 * @throws CliError where the answer is not yes; (usage) where there is nobody who could give it
 */
export async function askFirst(doing: string, question: string): Promise<void> {
  if (!isInteractive()) throw usageError(`${doing} asks first and nobody is there to answer: give --yes.`);
  await confirm(question);
}
