/** The arguments of the commands that tell an agent something: the fleet, and the text. */
import { Args } from '@oclif/core';
import { looksLikeFleet } from '../api/find-id.ts';
import { usageError } from '../cli-error.ts';
import { notFromStdin } from '../flags.ts';
import { readText } from '../read-text.ts';

/** @param what names the text: `The answer` */
export const fleetAndTextArgs = (what: string) => ({
  id: Args.string({
    ...notFromStdin,
    description: 'Fleet. When only one argument is given, it is the text, and the fleet is @last.',
  }),
  text: Args.string({
    ...notFromStdin,
    description: `${what}, 2,000 characters at most; - reads it from standard input.`,
  }),
});

interface Given {
  readonly id?: string | undefined;
  readonly text?: string | undefined;
}

/**
 * The fleet is the last one where only the text is given.
 * @param what names the text in the error: `the answer is missing`
 * @throws CliError (usage) without a text
 */
export async function fleetAndText(given: Given, missing: string): Promise<{ readonly id: string; readonly text: string }> {
  const [id, text] = divided(given, missing);
  return { id, text: text === '-' ? (await readText('-')).trimEnd() : text };
}

function divided({ id, text }: Given, missing: string): [string, string] {
  if (id !== undefined && text !== undefined) return [id, text];
  if (id !== undefined && !looksLikeFleet(id)) return ['@last', id];
  const place = id === undefined ? '' : ` after ${id}`;
  throw usageError(`${missing}: write it${place}, in quotes, or - to read it from standard input.`);
}
