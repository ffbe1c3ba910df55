/** Reads output that has a JSON object in each line. Every other line, and one that was cut, is left out. */
import type * as z from 'zod';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';

/** @returns what fits the schema, in the order of the output */
export function jsonLines<S extends z.ZodType>(output: string, schema: S): z.infer<S>[] {
  return output.split('\n').flatMap((line) => jsonLine(line, schema) ?? []);
}

/** Undefined for a line that does not fit the schema. */
export function jsonLine<S extends z.ZodType>(line: string, schema: S): z.infer<S> | undefined {
  if (!line.startsWith('{')) return undefined;
  const parsed = schema.safeParse(jsonOrUndefined(line));
  return parsed.success ? parsed.data : undefined;
}
