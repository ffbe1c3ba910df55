/**
 * Finds the value that an agent was asked for, and checks it, whatever the program says that it checked. A program may give the value
 * itself; else the message is the value, or holds it in a code block.
 * Example: 'I say:\n```json\n{"a": 1}\n```' → {"a": 1}.
 */
import type * as z from 'zod';
import { jsonOrUndefined } from '../../../core/text/json-or-undefined.ts';
import { shorten } from '../../../core/text/shorten.ts';
import { unfenced } from '../unfenced.ts';
import type { Reading } from '../preset.ts';

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  /** A line for each problem, for people and for the agent. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Problems that are told. A value may have as many as it has parts. */
const mostProblems = 20;

export function valueInAnswer<S extends z.ZodType>(
  { value, text }: Pick<Reading, 'value' | 'text'>,
  schema: S,
): Found<z.infer<S>> {
  const given = value === undefined ? jsonIn(text) : [value];
  const parsed = given.map((each) => schema.safeParse(each));
  const fitting = parsed.find(({ success }) => success);
  if (fitting?.success) return { ok: true, value: fitting.data };
  const [first] = parsed;
  if (first?.success !== false) return { ok: false, problems: ['It holds no JSON.'] };
  return { ok: false, problems: first.error.issues.slice(0, mostProblems).map(problemOf) };
}

/** UTF-16 units. A problem may name everything that the agent wrote. */
const longestProblem = 300;

const problemOf = ({ path, message }: z.core.$ZodIssue): string =>
  shorten(path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`, longestProblem);

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
