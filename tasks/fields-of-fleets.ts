/**
 * The fields that only a fleet gives its tasks: what earlier attempts at the same target left, and repositories that share a sandbox. A
 * request of any other caller that uses one is refused, because nothing says whose session it would go on with, or which folders there are.
 */
import * as z from 'zod';
import type { TaskCaller } from '../adapters/ports.ts';
import { boundedList } from '../contracts/bounded.ts';
import { agentSession, answeredQuestion } from '../contracts/fields.ts';
import { limits } from '../contracts/limits.ts';
import { sharedRepoOfTask } from '../contracts/shared-repos.ts';
import { stepName } from '../contracts/steps.ts';
import type { TaskRow } from '../contracts/task.ts';
import { stepFields, type StepFields } from '../contracts/step-fields.ts';
import { checkFields } from './check-fields.ts';
import { absent, invalid, valid, type Body, type Checked } from './check-result.ts';

const givenAnswer = answeredQuestion.extend({
  question: z.string().max(limits.question),
  answer: z.string().min(1).max(limits.answer),
});

const nullable = <S extends Readonly<Record<string, z.ZodOptional>>>(shape: S) =>
  // One entry for each of the keys.
  Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, { schema: schema.nullable() }])) as unknown as {
    [K in keyof S]: { readonly schema: z.ZodNullable<S[K]> };
  };
/** What a step, a heal and other words give (contracts/task.ts). */
const fieldsOfSteps = nullable(stepFields.shape);

const fields = {
  resume: { schema: agentSession.extend({ session_id: z.string().min(1).max(limits.sessionId) }).nullish() },
  answers: { schema: boundedList(givenAnswer, limits.answers).nullish() },
  step: { schema: stepName.nullish() },
  ...fieldsOfSteps,
  shared_repos: { schema: boundedList(sharedRepoOfTask, limits.sharedRepos).min(1).nullish() },
};

/** Those that were given. */
export type FleetFields = Pick<TaskRow, 'resume' | 'answers' | 'step' | 'shared_repos'> & StepFields;

const ofReviews = 'Only the work of a fleet is reviewed before it is published.';
const whyOnlyFleets: Readonly<Record<string, string>> = {
  shared_repos: 'Only a fleet has groups that share a sandbox.',
  ...{ keep_for_review: ofReviews, steering: ofReviews, publish: ofReviews },
};

/** No agent runs, and nothing is checked again: what was approved is published as it is. */
const needlessToPublish = ['agent', 'model', 'max_turns', 'max_budget_usd', 'verifiers', 'keep_for_review', 'start', 'batches'];
const isGiven = (value: unknown): boolean => !absent(value) && !(Array.isArray(value) && value.length === 0);

export function checkFleetFields(body: Body, channelSource: TaskCaller['channelSource']): Checked<FleetFields> {
  const given = Object.keys(fields).find((name) => !absent(body[name]));
  if (given === undefined) return valid({});
  if (channelSource !== 'fleet') {
    const message = `${given} is not supported here: leave it out. ${whyOnlyFleets[given] ?? 'Only a fleet goes on with what an earlier attempt left.'}`;
    return { ok: false, error: { code: 'UNSUPPORTED_FIELD', message } };
  }
  const checked = checkFields(body, fields);
  if (!checked.ok) return checked;
  const ofPublishing = checked.value.publish ? needlessToPublish.find((name) => isGiven(body[name])) : undefined;
  if (ofPublishing !== undefined) {
    return invalid(`${ofPublishing} has no use where work is published that is done: leave it out.`);
  }
  const { resume, answers, ...others } = checked.value;
  const ofStep = Object.entries(others).filter(([, value]) => value !== undefined && value !== null);
  return valid({
    ...(resume ? { resume } : {}),
    ...(answers?.length ? { answers } : {}),
    // Each was parsed by its own schema.
    ...(Object.fromEntries(ofStep) as Omit<FleetFields, 'resume' | 'answers'>),
  });
}
