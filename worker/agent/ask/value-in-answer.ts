/**
 * Finds the value that an agent was asked for, and checks it, whatever the program says that it checked. A program may give the value
 * itself; else the message is the value, or holds it in a code block.
 * Example: 'I say:\n```json\n{"a": 1}\n```' → {"a": 1}.
 */
import { jsonOrUndefined } from '../../../core/text/json-or-undefined.ts';
import { unfenced } from '../unfenced.ts';
import type { Reading } from '../preset.ts';
import type { AnswerForm, Found } from './answer-form.ts';

export function valueInAnswer<T>(
  { value, text }: Pick<Reading, 'value' | 'text'>,
  { check }: Pick<AnswerForm<T>, 'check'>,
): Found<T> {
  const given = value === undefined ? jsonIn(text) : [value];
  const found = given.map(check);
  return found.find(({ ok }) => ok) ?? found[0] ?? { ok: false, problems: ['It holds no JSON.'] };
}

/** The whole message if it is JSON, else its code blocks, the last one first. */
function jsonIn(text: string): unknown[] {
  const whole = jsonOrUndefined(unfenced(text));
  if (whole !== undefined) return [whole];
  return blocksOf(text)
    .reverse()
    .map(jsonOrUndefined)
    .filter((found) => found !== undefined);
}

function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let open: string[] | undefined;
  for (const line of text.split('\n')) {
    if (!line.trimStart().startsWith('```')) open?.push(line);
    else if (open) {
      blocks.push(open.join('\n'));
      open = undefined;
    } else open = [];
  }
  return blocks;
}
