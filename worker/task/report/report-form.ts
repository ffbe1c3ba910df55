/**
 * The form of the answer that a task is asked for (semantics 30): a report that fits its schema, or a question for the person who runs the
 * work.
 */
import * as z from 'zod';
import { limits } from '../../../contracts/limits.ts';
import { reportOfText, type ReportAnswer } from '../../../contracts/report.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { messageOf } from '../../../core/text/message-of-error.ts';
import type { AnswerForm } from '../../agent/ask/answer-form.ts';
import { formOfJsonSchema } from '../../agent/ask/json-schema-form.ts';
import { done, failures, type Step } from '../../failure.ts';

export type Answered =
  { readonly kind: 'report'; readonly report: ReportAnswer } | { readonly kind: 'question'; readonly question: string };

const asked = z.strictObject({ question: z.string().regex(/\S/) });

/** Undefined: the task is asked for no report. */
export function reportFormOf({ report_schema: text }: Pick<TaskRow, 'report_schema'>): Step<AnswerForm<Answered> | undefined> {
  const schema = reportOfText(text);
  if (schema === null) return done(undefined);
  try {
    const form = formOfJsonSchema(schema, limits.reportBytes);
    return done({ schema: form.schema, check: (value) => answerIn(form, value) });
  } catch (error) {
    const why = `The schema of the report cannot be used: ${messageOf(error)}.`;
    return failures.request(why, 'Ask for a report with another schema.');
  }
}

/** What fits the schema is an answer, also where it looks like a question. */
function answerIn(form: AnswerForm<ReportAnswer>, value: unknown): ReturnType<AnswerForm<Answered>['check']> {
  const found = form.check(value);
  if (found.ok) return { ok: true, value: { kind: 'report', report: found.value } };
  const question = asked.safeParse(value);
  return question.success ? { ok: true, value: { kind: 'question', ...question.data } } : found;
}
