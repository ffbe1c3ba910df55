/** The report that a fleet or a task is asked for: an answer about a repository, in the form of a JSON Schema (semantics 30). */
import * as z from 'zod';
import { problemsOfSchema } from './report-schema.ts';

const schema = z.record(z.string(), z.unknown()).check((payload) => {
  for (const { path, message } of problemsOfSchema(payload.value)) {
    payload.issues.push({ code: 'custom', path: [...path], message, input: payload.value });
  }
});

export const reportRequest = z.strictObject({ schema }).meta({
  id: 'ReportRequest',
  description:
    'The form of the answer: a JSON Schema (draft-07) for an object, 16 KiB at most, without remote or recursive $ref and with linear patterns.',
});
export type ReportRequest = z.output<typeof reportRequest>;

/** As a fleet shows it. */
export const shownReport = z
  .object({ schema: z.record(z.string(), z.unknown()) })
  .nullable()
  .describe('The form of the answers that the fleet is asked for. Null: it is asked for none.');

/** @param text as it is stored; undefined: the fleet is asked for none */
export const shownReportOf = (text: string | undefined): z.output<typeof shownReport> => {
  const schema = reportOfText(text);
  return schema && { schema };
};

/** An answer: an object that fits the schema of its fleet or task. */
export const reportAnswer = z.record(z.string(), z.unknown());
export type ReportAnswer = z.infer<typeof reportAnswer>;

/** The text that is stored of a schema or an answer: a table does not keep the order of keys. Null: there is none. */
export const reportOfText = (text: string | null | undefined): ReportAnswer | null =>
  // It was checked before it was stored.
  text == null ? null : (JSON.parse(text) as ReportAnswer);

/** The names of the columns that answers of this form have: the properties of the schema, in its order. */
export const fieldsOfReport = (form: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(reportAnswer.catch({}).parse(form['properties']));
