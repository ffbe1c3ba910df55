/** The report that a fleet or a task is asked for: an answer about a repository, in the form of a JSON Schema (semantics 30). */
import * as z from 'zod';
import { problemsOfSchema } from './report-schema.ts';

export const reportWorkflow = 'coding/report-v1';

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
