/**
 * What an attempt is given besides the frozen spec: what it may cost, the questions of earlier attempts with their answers, and the
 * session that it goes on with.
 */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { AgentSession, AnsweredQuestion } from '../../contracts/fields.ts';
import type { TargetRecord } from '../../contracts/fleet-records.ts';
import { limits } from '../../contracts/limits.ts';
import type { RetryWords } from '../../contracts/steps.ts';
import { outcomesBefore } from './attempts-before.ts';

export interface AttemptContext {
  /** US dollars; null: the limit of the repository counts. */
  readonly budgetUsd: number | null;
  readonly resume: AgentSession | null;
  /** Oldest first; the newest where there are more than a task takes. */
  readonly answers: readonly AnsweredQuestion[];
}

export function attemptContext(
  ledger: Ledger,
  target: TargetRecord,
  { attempt, words }: { readonly attempt: number; readonly words: RetryWords | null },
): AttemptContext {
  const asked = questionsBefore(target, attempt);
  return {
    budgetUsd: ledger.slots.get(target.ordinal)?.budgetUsd ?? null,
    resume: words?.resume ? lastSession(target, attempt) : resumeOf(target, asked.at(-1), attempt),
    answers: asked.flatMap(({ question, answer }) => (answer === undefined ? [] : [{ question, answer }])).slice(-limits.answers),
  };
}

/** The number of the last attempt before this one that asked. */
export const lastQuestion = (target: TargetRecord, attempt: number): number =>
  questionsBefore(target, attempt).at(-1)?.attempt ?? attempt - 1;

interface Asked {
  readonly attempt: number;
  readonly question: string;
  /** Undefined: it was not answered, and the target was tried again in another way. */
  readonly answer: string | undefined;
}

const questionsBefore = ({ outcomes, answers = {} }: TargetRecord, attempt: number): Asked[] =>
  attemptsIn(1, attempt).flatMap((asking) => {
    const question = outcomes[String(asking)]?.question;
    return question == null ? [] : [{ attempt: asking, question, answer: answers[String(asking)]?.text }];
  });

/** The numbers from `from` to before `to`. */
const attemptsIn = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);

/** The session of the last attempt that had one, if it could be gone on with since. */
function lastSession(target: TargetRecord, attempt: number): AgentSession | null {
  const last = outcomesBefore(target, attempt).findLast(({ session_id }) => session_id != null);
  if (last?.session_id == null || isLostAfter(target, last.attempt, attempt)) return null;
  return { agent: last.agent ?? null, model: last.model ?? null, session_id: last.session_id };
}

const isLostAfter = ({ outcomes }: TargetRecord, from: number, to: number): boolean =>
  attemptsIn(from + 1, to).some((later) => outcomes[String(later)]?.failure?.code === sessionLost);

/** A session that could not be gone on with is not tried again. */
function resumeOf(target: TargetRecord, last: Asked | undefined, attempt: number): AgentSession | null {
  if (last?.answer === undefined) return null;
  const outcome = target.outcomes[String(last.attempt)];
  if (outcome?.session_id == null) return null;
  return isLostAfter(target, last.attempt, attempt)
    ? null
    : { agent: outcome.agent ?? null, model: outcome.model ?? null, session_id: outcome.session_id };
}

/** The code of a failure: the agent does not know the session any more. */
const sessionLost = 'SESSION';
