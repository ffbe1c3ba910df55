import type { z } from 'zod';
import type { Body, Checked } from './checked.ts';
import { invalid, valid } from './checked.ts';

/** A field's schema, and what to say when it does not fit (else the schema's own words). */
interface Field {
  readonly schema: z.ZodType;
  /** `must be …`; the field's name comes before it. */
  readonly must?: string;
}
/** Checked in the order in which they are written. */
type Fields = Readonly<Record<string, Field>>;
/** What the checked fields came to. */
export type FieldValues<F extends Fields> = { readonly [K in keyof F]: z.infer<F[K]['schema']> };

/** Checks one field after another; the first that fails is the answer. */
export function checkFields<F extends Fields>(body: Body, fields: F): Checked<FieldValues<F>> {
  const values: Record<string, unknown> = {};
  for (const [name, { schema, must }] of Object.entries(fields)) {
    const parsed = schema.safeParse(body[name]);
    if (!parsed.success) return invalid(must === undefined ? sentenceOf(name, parsed.error) : `${name} ${must}.`);
    values[name] = parsed.data;
  }
  // Every field of F was parsed with its own schema just above.
  return valid(values as FieldValues<F>);
}

/** The first problem, with its path inside the field: `verifiers/0/name: …`. */
function sentenceOf(name: string, error: z.ZodError): string {
  const issue = error.issues[0];
  const reason = issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message;
  return `${[name, ...(issue?.path ?? [])].join('/')}: ${reason ?? 'is not valid'}.`;
}
