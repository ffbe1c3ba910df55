/**
 * Reads the file `BGAGENT_RESULT`, in which the work may say its cost, its texts, and what it passes on. The work may write anything there, so every
 * value is checked and bounded: one that is wrong is left out, and a sentence says so.
 * Example: `{"cost_usd": 1e300, "turns": 3}` → turns 3, and "cost_usd must be a number from 0 to 1,000,000".
 */
import { closeSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import type { ValueMap } from '../../contracts/fields.ts';
import { limits } from '../../contracts/limits.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { openPlainFile } from '../sandbox/open-plain-file.ts';
import { firstLines } from '../text/cut-lines.ts';
import { printedText } from '../text/printed-text.ts';
import { readPassedResult } from './passed-result.ts';

export interface WorkResult {
  readonly cost_usd?: number | undefined;
  readonly turns?: number | undefined;
  readonly summary?: string | undefined;
  readonly pr_title?: string | undefined;
  readonly pr_body?: string | undefined;
  /** What is passed on to targets that depend on this one. */
  readonly result?: ValueMap | undefined;
  /** The report that it was asked for. Of a result file it is not checked yet, and may be anything. */
  readonly report?: unknown;
  /** What the person who runs the work is asked: the work goes on with a new attempt. */
  readonly question?: string | undefined;
  /** Which agent did the work, with which model, in which session: known by the worker, and never read from the file. Null: not known. */
  readonly agent?: string | undefined;
  readonly model?: string | null | undefined;
  readonly session_id?: string | null | undefined;
}

export interface ReadResult {
  readonly result: WorkResult;
  /** One sentence per part of the file that was left out or cut. Empty for a correct or missing file. */
  readonly problems: readonly string[];
}

/** Bytes. */
const largestFile = 1024 * 1024;
/** Dollars, or turns. A larger number can only be a mistake of the program. */
const largestNumber = 1_000_000;
const longestText = 10_000;
/** Problems that are answered one by one; a file may hold any number of unknown keys. */
const mostProblems = 10;

const withinBounds = `from 0 to ${largestNumber.toLocaleString('en')}`;
const bounded = z.number().nonnegative().max(largestNumber);
/** Rounded to a millionth of a dollar, because DynamoDB refuses a number that is too small. */
const dollars = bounded.transform((usd) => Math.round(usd * 1e6) / 1e6);
/** Without terminal instructions, control characters and half characters, which commits, forges and tables refuse. */
const text = z.string().transform(printedText);

const fields = {
  cost_usd: { schema: dollars, wants: `a number ${withinBounds}` },
  turns: { schema: bounded.int(), wants: `a whole number ${withinBounds}` },
  summary: { schema: text, wants: 'a text' },
  pr_title: { schema: text, wants: 'a text' },
  pr_body: { schema: text, wants: 'a text' },
  question: { schema: text.pipe(z.string().regex(/\S/)), wants: 'a text that is not blank' },
} as const;

const longestOf = (name: string): number => (name === 'question' ? limits.question : longestText);

/** A file that is missing or unreadable gives an empty result. */
export function readWorkResult(file: string): ReadResult {
  const opened = openPlainFile(file);
  if (opened.kind === 'missing') return { result: {}, problems: [] };
  if (opened.kind === 'refused') return nothingOf(opened.why);
  try {
    if (opened.size > largestFile) return nothingOf(`it is larger than ${largestFile} bytes`);
    return resultOf(readFileSync(opened.descriptor, 'utf8'));
  } finally {
    closeSync(opened.descriptor);
  }
}

const nothingOf = (why: string): ReadResult => ({ result: {}, problems: [`Nothing of it was read: ${why}.`] });

function resultOf(content: string): ReadResult {
  const object = z.record(z.string(), z.unknown()).safeParse(jsonOrUndefined(content));
  if (!object.success) return nothingOf('it is not a JSON object');
  const result: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of Object.entries(object.data)) {
    const taken = take(name, value);
    if (taken.value !== undefined) result[name] = taken.value;
    problems.push(...taken.problems);
  }
  // True of the type: each value was parsed by the schema of its name.
  return { result, problems: firstOf(problems) };
}

interface Taken {
  readonly value?: unknown;
  readonly problems: readonly string[];
}

function take(name: string, value: unknown): Taken {
  // Null means the same as a missing key.
  if (value === null) return { problems: [] };
  if (name === 'result') return readPassedResult(value);
  if (name === 'report') return { value, problems: [] };
  const field = Object.entries(fields).find(([key]) => key === name)?.[1];
  if (field === undefined) return leftOut(`${JSON.stringify(name.slice(0, 40))} is not known`);
  const parsed = field.schema.safeParse(value);
  if (!parsed.success) return leftOut(`${name} must be ${field.wants}`);
  const longest = longestOf(name);
  if (typeof parsed.data !== 'string' || parsed.data.length <= longest) return { value: parsed.data, problems: [] };
  const problem = `${name} has ${parsed.data.length} characters and was cut to ${longest}.`;
  return { value: firstLines(parsed.data, longest), problems: [problem] };
}

const leftOut = (why: string): Taken => ({ problems: [`${why} and was left out.`] });

const firstOf = (problems: readonly string[]): readonly string[] =>
  problems.length <= mostProblems
    ? problems
    : [...problems.slice(0, mostProblems), `And ${problems.length - mostProblems} more.`];
