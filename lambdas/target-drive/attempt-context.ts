/**
 * What an attempt is given besides the frozen spec: what it may cost, the questions of earlier attempts with their answers, and the
 * session that it goes on with.
 */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { AgentSession, AnsweredQuestion } from '../../contracts/fields.ts';
import type { AttemptOutcome, TargetRecord } from '../../contracts/fleet-records.ts';
import { limits } from '../../contracts/limits.ts';
import type { RetryWords } from '../../contracts/steps.ts';
import { findWorkflow } from '../../contracts/workflows.ts';
import { causeOf, outcomesBefore } from './attempts-before.ts';
import type { Work } from './work-of-attempt.ts';

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
  { attempt, words, work }: { readonly attempt: number; readonly words: RetryWords | null; readonly work: Work },
): AttemptContext {
  const asked = questionsBefore(target, attempt).filter((each) => isFor(work, target.outcomes[String(each.attempt)]));
  return {
    budgetUsd: ledger.slots.get(target.ordinal)?.budgetUsd ?? null,
    resume: resumeOf(ledger, target, { attempt, words, asked: asked.at(-1) }),
    answers: asked.flatMap(({ question, answer }) => (answer === undefined ? [] : [{ question, answer }])).slice(-limits.answers),
  };
}

/** A shell command is told the last answer only, so it must be one to a question of its own. */
const isFor = ({ workflow_ref, step }: Work, asking: AttemptOutcome | undefined): boolean =>
  step === null || findWorkflow(workflow_ref)?.shell !== true || asking?.step === step.name;

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

interface Begun {
  readonly attempt: number;
  readonly words: RetryWords | null;
  /** The last question. */
  readonly asked: Asked | undefined;
}

/**
 * The attempt that begins with an answer goes on with the session that asked. Any other begins anew, unless a person wants it to go on: it has
 * other work, such as that of the next step, of which a session that is told an answer alone would not hear.
 */
function resumeOf(ledger: Ledger, target: TargetRecord, { attempt, words, asked }: Begun): AgentSession | null {
  if (causeOf(ledger, target, attempt).trigger !== 'answer') {
    return words?.resume ? sessionOf(target, attempt, { from: lastWithSession(target, attempt), told: 'work' }) : null;
  }
  return asked?.answer === undefined ? null : sessionOf(target, attempt, { from: asked.attempt, told: 'answer' });
}

const lastWithSession = (target: TargetRecord, attempt: number): number | undefined =>
  outcomesBefore(target, attempt).findLast(({ session_id }) => session_id != null)?.attempt;

interface Source {
  /** Number of the attempt that had the session. */
  readonly from: number | undefined;
  readonly told: AgentSession['told'] & string;
}

/** A session that could not be gone on with is not tried again. */
function sessionOf({ outcomes }: TargetRecord, attempt: number, { from = attempt, told }: Source): AgentSession | null {
  const { session_id, agent = null, model = null } = outcomes[String(from)] ?? {};
  const isLost = attemptsIn(from + 1, attempt).some((later) => outcomes[String(later)]?.failure?.code === sessionLost);
  return session_id == null || isLost ? null : { agent, model, session_id, told };
}

/** The code of a failure: the agent does not know the session any more. */
const sessionLost = 'SESSION';
