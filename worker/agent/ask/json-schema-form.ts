/**
 * The form of an answer that a caller describes by a JSON Schema (semantics 30). Patterns are matched in linear time. An answer is cleaned
 * before it is checked, as all that a program says: no terminal instructions, no half characters. It is bounded before any other check.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { RE2JS } from 're2js';
import * as z from 'zod';
import { unsafeKey } from '../../../contracts/bounded.ts';
import type { ReportFormat } from '../../../contracts/report-schema.ts';
import { utf8Bytes } from '../../../core/text/utf8-bytes.ts';
import { printedText } from '../../text/printed-text.ts';
import { mostProblems, problemAt, type AnswerForm, type Found } from './answer-form.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Levels of an answer. */
const mostLevels = 100;

const linear = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return { test: (text: string) => compiled.matcher(text).find() };
  },
  // Ajv asks for it to write code to a file, which nothing here does.
  { code: 'RE2JS' },
);

const fits =
  (schema: z.ZodType) =>
  (text: string): boolean =>
    schema.safeParse(text).success;
const formats: Record<ReportFormat, (text: string) => boolean> = {
  date: fits(z.iso.date()),
  'date-time': fits(z.iso.datetime({ offset: true })),
  email: fits(z.email()),
  ipv4: fits(z.ipv4()),
  ipv6: fits(z.ipv6()),
  time: fits(z.iso.time()),
  uri: fits(z.url()),
  uuid: fits(z.uuid()),
};

/** @param schema as contracts/report-schema.ts takes it; another one may throw @param mostBytes of an answer as JSON */
export function formOfJsonSchema(schema: JsonObject, mostBytes: number): AnswerForm<JsonObject> {
  // The schema was checked where it was given. Of all problems only the first is looked for, because a value may have millions.
  const ajv = new Ajv({ strict: false, validateSchema: false, logger: false, formats, code: { regExp: linear } });
  const whole = ajv.compile<JsonObject>(schema);
  return {
    schema: JSON.stringify(schema),
    check(given) {
      const cleaned = clean(given, mostBytes);
      if (!cleaned.ok) return cleaned;
      const { value } = cleaned;
      if (whole(value)) return { ok: true, value };
      // All that are missing are told below.
      const first = isMissing(whole) ? [] : problemsOf(whole);
      return { ok: false, problems: [...new Set([...first, ...problemsOfParts(ajv, schema, value)])].slice(0, mostProblems) };
    },
  };
}

const isMissing = ({ errors }: ValidateFunction): boolean => errors?.[0]?.keyword === 'required' && errors[0].instancePath === '';

class Unusable extends Error {}

/** Refuses what is too large, too deep, or cannot be kept. */
function clean(given: unknown, mostBytes: number): Found<unknown> {
  try {
    const value = cleaned(given, 0);
    const bytes = utf8Bytes(JSON.stringify(value ?? null));
    if (bytes <= mostBytes) return { ok: true, value };
    return { ok: false, problems: [`It has ${bytes} bytes as JSON, and may have ${mostBytes}: say it shorter.`] };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { ok: false, problems: [error.message] };
  }
}

function cleaned(value: unknown, level: number): unknown {
  if (typeof value === 'string') return printedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (level === mostLevels) throw new Unusable(`It is nested more than ${mostLevels} levels deep.`);
  if (Array.isArray(value)) return value.map((each) => cleaned(each, level + 1));
  const entries = Object.entries(value).map(([key, inner]) => [printedText(key), cleaned(inner, level + 1)] as const);
  if (entries.some(([key]) => key === unsafeKey)) throw new Unusable(`No key may be called ${unsafeKey}.`);
  return Object.fromEntries(entries);
}

/** The first problem of each property, and all that are missing: so an agent can mend them together. */
function problemsOfParts(ajv: Ajv, schema: JsonObject, value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const missing = z.array(z.string()).catch([]).parse(schema['required']);
  const problems = missing.filter((name) => !Object.hasOwn(value, name)).map((name) => problemAt([name], 'is missing'));
  const properties = z.record(z.string(), z.unknown()).catch({}).parse(schema['properties']);
  for (const [name, property] of Object.entries(properties)) {
    if (problems.length >= mostProblems) break;
    if (!Object.hasOwn(value, name)) continue;
    const one = ajv.compile({ definitions: schema['definitions'] ?? {}, properties: { [name]: property } });
    if (!one(value)) problems.push(...problemsOf(one));
  }
  return problems;
}

const problemsOf = ({ errors }: ValidateFunction): string[] =>
  (errors ?? []).map((error) => problemAt(error.instancePath.split('/').slice(1), wordsOf(error)));

/** Ajv names neither the values of an enum nor the key that is too many. */
function wordsOf({ keyword, message, params }: ErrorObject): string {
  const more: unknown = params['allowedValues'] ?? params['allowedValue'] ?? params['additionalProperty'];
  return `${message ?? keyword}${more === undefined ? '' : `: ${JSON.stringify(more)}`}`;
}
