/** What a person writes in the dialog of a command: fields of text, by the names that the API has for them. */
import type * as z from 'zod';
import { approveBody, answerBody, commandBody, retryBody, steerBody } from '../../contracts/http/command.ts';
import type { Asked } from './asked.ts';

export const fieldNames = [
  'reason',
  'hint',
  'task_description',
  'agent',
  'model',
  'max_turns',
  'budget_usd',
  'from_step',
  'text',
] as const;
export type FieldName = (typeof fieldNames)[number];

export type Given = Readonly<Record<FieldName, string>>;

export const nothingGiven: Given = {
  ...{ reason: '', hint: '', task_description: '', agent: '', model: '' },
  ...{ max_turns: '', budget_usd: '', from_step: '', text: '' },
};

const numbers: ReadonlySet<FieldName> = new Set(['max_turns', 'budget_usd'] as const);
const words = ['hint', 'task_description', 'agent', 'model', 'max_turns', 'budget_usd', 'from_step'] as const;

/** The fields that the dialog of a command has. */
export function fieldsOf({ kind }: Asked): readonly FieldName[] {
  if (kind === 'retry' || kind === 'retry-and-continue') return ['reason', ...words];
  return kind === 'steer' || kind === 'answer' ? ['text', 'reason'] : ['reason'];
}

/** The values of fields that were filled in. A number that cannot be read is NaN, which every schema refuses. */
export const valuesOf = (given: Given, names: readonly FieldName[]): Partial<Record<FieldName, string | number>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = given[name].trim();
      return text === '' ? [] : [[name, numbers.has(name) ? Number(text) : text]];
    }),
  );

const schemas: Partial<Record<Asked['kind'], z.ZodType>> = {
  ...{ retry: retryBody, 'retry-and-continue': retryBody, approve: approveBody },
  ...{ steer: steerBody, answer: answerBody },
};

/** What is wrong with each field, as the API would say; a text that is needed and missing too. */
export function problemsOf(asked: Asked, given: Given): Partial<Record<FieldName, string>> {
  const fields = fieldsOf(asked);
  const values = valuesOf(given, fields);
  const read = (schemas[asked.kind] ?? commandBody).safeParse({ ...targetsFor(asked), ...values });
  const issues = read.success ? [] : read.error.issues;
  const found = fields.flatMap((name): [FieldName, string][] => {
    const issue = issues.find(({ path }) => path[0] === name);
    if (issue === undefined) return [];
    const typed = values[name];
    const sentence = typed === undefined ? 'must be filled in' : Number.isNaN(typed) ? 'must be a number' : issue.message;
    return [[name, sentence]];
  });
  return Object.fromEntries(found);
}

/** Only what is written is judged here. */
const targetsFor = ({ kind }: Asked): object => {
  if (kind === 'answer') return { target: 'any' };
  return kind === 'steer' || kind === 'approve' ? { targets: ['any'] } : {};
};
