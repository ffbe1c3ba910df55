/** The form of the value that an agent is asked for: what is told to its program, and what is checked here, whatever the program checked. */
import * as z from 'zod';
import { shorten } from '../../../core/text/shorten.ts';

export interface AnswerForm<T> {
  /** JSON Schema (draft-07), as text. */
  readonly schema: string;
  check(value: unknown): Found<T>;
}

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  /** A line for each problem, for people and for the agent. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Problems that are told. A value may have as many as it has parts. */
export const mostProblems = 20;
/** UTF-16 units. A problem may name everything that the agent wrote. */
const longestProblem = 300;

/** Example: a/0: must be a number. @param path of the part that is wrong; empty: the whole value */
export const problemAt = (path: readonly PropertyKey[], message: string): string =>
  shorten(path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`, longestProblem);

/**
 * A key without a value is best `nullable`, because OpenAI takes no optional ones. What JSON Schema cannot say, such as a date or a
 * transformation, is a mistake of the caller and throws; a refinement is checked here only.
 */
export const formOf = <S extends z.ZodObject>(schema: S): AnswerForm<z.infer<S>> => ({
  schema: JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7' })),
  check(value) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return { ok: true, value: parsed.data };
    const problems = parsed.error.issues.slice(0, mostProblems).map(({ path, message }) => problemAt(path, message));
    return { ok: false, problems };
  },
});
