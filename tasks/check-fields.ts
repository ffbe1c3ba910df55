/** Checks the fields of a request, each with a schema of its own, up to the first that fails. */
import type { z } from 'zod';
import { invalid, valid, type Body, type Checked } from './check-result.ts';

/** The schema of a field, and the words for a value that does not fit; without them the schema's own words are used. */
interface Field {
  readonly schema: z.ZodType;
  /** `must be …`; the name of the field is put in front of it. */
  readonly must?: string;
}
/** They are checked in the order in which they are written. */
type Fields = Readonly<Record<string, Field>>;
/** The values of the fields after the check. */
export type FieldValues<F extends Fields> = { readonly [K in keyof F]: z.infer<F[K]['schema']> };

/** Checks one field after another; answers the values of all, or the error of the first that fails. */
export function checkFields<F extends Fields>(body: Body, fields: F): Checked<FieldValues<F>> {
  const values: Record<string, unknown> = {};
  for (const [name, { schema, must }] of Object.entries(fields)) {
    const parsed = schema.safeParse(body[name]);
    if (!parsed.success) return invalid(must === undefined ? sentenceOf(name, parsed.error) : `${name} ${must}.`);
    values[name] = parsed.data;
  }
  // The loop above has parsed every field of F with its own schema.
  return valid(values as FieldValues<F>);
}

/** The first problem, with its path inside the field: `verifiers/0/name: …`. */
function sentenceOf(name: string, error: z.ZodError): string {
  const issue = error.issues[0];
  const reason = issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message;
  return `${[name, ...(issue?.path ?? [])].join('/')}: ${reason ?? 'is not valid'}.`;
}
