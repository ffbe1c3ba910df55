/** The attempts at a target in the API's form: those that ended as they are recorded, and the current one from its task. */
import { isTerminalTarget } from '../../../../core/fleet.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { stepOf } from '../../../../core/ledger/step-of.ts';
import type { AttemptOutcome, TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { AttemptView } from '../../../../contracts/http/fleet.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { attemptOf, type LiveTasks } from './live-tasks.ts';
import { wordsOfAttempts } from './words-of-attempts.ts';

/** Null: the fleet has no steps. */
export const stepNameOf = (ledger: Ledger, ordinal: number): string | null => stepOf(ledger, ordinal).name || null;

export function attemptsOf(ledger: Ledger, record: TargetRecord, tasks: LiveTasks): AttemptView[] {
  const last = attemptOf(ledger, record);
  const attempts = Array.from({ length: last }, (_, before) => before + 1).flatMap((attempt) => {
    const outcome = record.outcomes[String(attempt)];
    if (outcome) return [ended(record, attempt, outcome)];
    return attempt === last ? live(ledger, record, tasks) : [];
  });
  const words = wordsOfAttempts(record, attempts);
  return attempts.map((attempt) => ({ ...attempt, words: words.get(attempt.attempt) ?? null }));
}

/** What an attempt does not say: its record leaves it out where there is nothing, or where older code wrote it. */
const nothingSaid = {
  ...{ result: null, repositories: null, agent: null, model: null, session_id: null, turns: null, question: null },
  ...{ step: null, batch: null, changed: null, commit: null, change: null, failed_verifier: null },
} as const;

const ended = ({ answers = {}, steering = {} }: TargetRecord, attempt: number, outcome: AttemptOutcome): AttemptView => ({
  ...nothingSaid,
  ...outcome,
  answer: answers[String(attempt)]?.text ?? null,
  steering: steering[String(attempt)]?.text ?? null,
  words: null,
  attempt,
  // The actor writes statuses of targets only; the schema of the record takes any text.
  status: outcome.status as AttemptView['status'],
});

/** The current attempt while its end is not recorded; empty while the target waits for a slot, and if it never had one. */
function live(ledger: Ledger, record: TargetRecord, tasks: LiveTasks): AttemptView[] {
  const status = ledger.statuses[record.ordinal] ?? 'PENDING';
  const { taskId = null, row } = tasks.get(record.ordinal) ?? {};
  if (taskId === null && (status === 'PENDING' || isTerminalTarget(status))) return [];
  const attempt = attemptOf(ledger, record);
  const began = { trigger: ledger.triggers[record.ordinal] ?? 'initial', step: stepNameOf(ledger, record.ordinal) };
  const steering = record.steering?.[String(attempt)]?.text ?? null;
  return [{ ...nothingSaid, ...notEnded, attempt, status, task_id: taskId, ...began, steering, ...saidSoFar(row) }];
}

const notEnded = {
  ...{ outcome: null, failure: null, answer: null, words: null, finished_at: null, duration_s: null },
  ...{ pr_url: null, branch: null, cost_usd: null, started_at: null },
} as const;

type SoFar = 'agent' | 'model' | 'session_id' | 'batch' | 'pr_url' | 'branch' | 'cost_usd' | 'started_at';

/** What the worker has written so far. What the work changed, asked and took is known when it has ended. */
const saidSoFar = (row: TaskRow | undefined): Partial<Pick<AttemptView, SoFar>> =>
  row === undefined
    ? {}
    : {
        ...{ agent: row.agent ?? null, model: row.model ?? null, session_id: row.session_id, batch: row.batch ?? null },
        ...{ pr_url: row.pr_url, branch: row.branch_name, cost_usd: row.cost_usd, started_at: row.started_at },
      };
