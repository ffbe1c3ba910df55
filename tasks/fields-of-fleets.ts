/**
 * The fields that only a fleet gives its tasks: what earlier attempts at the same target left. A request of any other caller that uses one
 * is refused, because nothing says whose session it would go on with.
 */
import * as z from 'zod';
import type { TaskCaller } from '../adapters/ports.ts';
import { boundedList } from '../contracts/bounded.ts';
import { agentSession, answeredQuestion } from '../contracts/fields.ts';
import { limits } from '../contracts/limits.ts';
import type { TaskRow } from '../contracts/task.ts';
import { checkFields } from './check-fields.ts';
import { absent, valid, type Body, type Checked } from './check-result.ts';

const givenAnswer = answeredQuestion.extend({
  question: z.string().max(limits.question),
  answer: z.string().min(1).max(limits.answer),
});

const fields = {
  resume: { schema: agentSession.extend({ session_id: z.string().min(1).max(limits.sessionId) }).nullish() },
  answers: { schema: boundedList(givenAnswer, limits.answers).nullish() },
};

/** Those that were given. */
export type FleetFields = Pick<TaskRow, 'resume' | 'answers'>;

export function checkFleetFields(body: Body, channelSource: TaskCaller['channelSource']): Checked<FleetFields> {
  const given = Object.keys(fields).find((name) => !absent(body[name]));
  if (given === undefined) return valid({});
  if (channelSource !== 'fleet') {
    const message = `${given} is not supported here: leave it out. Only a fleet goes on with what an earlier attempt left.`;
    return { ok: false, error: { code: 'UNSUPPORTED_FIELD', message } };
  }
  const checked = checkFields(body, fields);
  if (!checked.ok) return checked;
  const { resume, answers } = checked.value;
  return valid({ ...(resume ? { resume } : {}), ...(answers?.length ? { answers } : {}) });
}
