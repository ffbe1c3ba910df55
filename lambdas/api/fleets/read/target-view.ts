/** A target in the API's form: the status comes from the ledger, everything else from the target's item and its running task. */
import { isTerminalTarget } from '../../../../core/fleet.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { AttemptOutcome, TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { AttemptView, TargetView } from '../../../../contracts/http/fleet.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import type { ApiPorts } from '../../api-ports.ts';

/** The targets with these ordinals, in this order. Reads their items, and the tasks of attempts that have not ended. */
export async function readTargetViews(ports: ApiPorts, ledger: Ledger, ordinals: readonly number[]): Promise<TargetView[]> {
  if (ordinals.length === 0) return [];
  const records = await ports.stores.targets.getTargets(ledger.fleetId, ordinals);
  const running = records.flatMap((record) => liveTaskId(ledger, record) ?? []);
  const rows = running.length === 0 ? [] : await ports.tasks.getTasks(running);
  const tasks = new Map(rows.map((row) => [row.task_id, row]));
  return records.map((record) => targetView(ledger, record, tasks));
}

const attemptOf = (ledger: Ledger, { ordinal }: TargetRecord): number => ledger.attempts[ordinal] ?? 1;

/** The task of the current attempt; undefined if its end is recorded, or if no task was created. */
function liveTaskId(ledger: Ledger, record: TargetRecord): string | undefined {
  const attempt = String(attemptOf(ledger, record));
  const created = record.created[attempt];
  return record.outcomes[attempt] === undefined && created !== undefined && 'task_id' in created ? created.task_id : undefined;
}

export function targetView(ledger: Ledger, record: TargetRecord, tasks: ReadonlyMap<string, TaskRow>): TargetView {
  const { ordinal, path, id, group, repo, vars } = record;
  const attempts = attemptsOf(ledger, record, tasks);
  const attempt = attemptOf(ledger, record);
  const current = attempts.find((one) => one.attempt === attempt);
  return {
    path,
    id,
    ordinal,
    group,
    repo,
    vars,
    status: ledger.statuses[ordinal] ?? 'PENDING',
    blocked_by: null,
    attempt,
    trigger: ledger.triggers[ordinal] ?? null,
    task_id: current?.task_id ?? null,
    pr_url: latest(attempts, 'pr_url'),
    branch: latest(attempts, 'branch'),
    outcome: current?.outcome ?? null,
    failure: current?.failure ?? null,
    cost_usd: sumOfKnown(attempts),
    started_at: current?.started_at ?? null,
    finished_at: current?.finished_at ?? null,
    duration_s: current?.duration_s ?? null,
    last_line: lastLine(ledger, record, tasks),
    depends_on: [],
    attempts,
  };
}

/** The value of the last attempt that has one: all attempts share one branch and one pull request. */
const latest = (attempts: readonly AttemptView[], key: 'pr_url' | 'branch'): string | null =>
  attempts.findLast((attempt) => attempt[key] !== null)?.[key] ?? null;

function sumOfKnown(attempts: readonly AttemptView[]): number | null {
  const known = attempts.flatMap(({ cost_usd }) => cost_usd ?? []);
  return known.length === 0 ? null : known.reduce((sum, cost) => sum + cost, 0);
}

function attemptsOf(ledger: Ledger, record: TargetRecord, tasks: ReadonlyMap<string, TaskRow>): AttemptView[] {
  const last = attemptOf(ledger, record);
  return Array.from({ length: last }, (_, before) => before + 1).flatMap((attempt) => {
    const outcome = record.outcomes[String(attempt)];
    if (outcome) return [ended(attempt, outcome)];
    return attempt === last ? live(ledger, record, tasks) : [];
  });
}

/** The last line of the running attempt only: the output of an earlier one says nothing about the work that goes on. */
function lastLine(ledger: Ledger, record: TargetRecord, tasks: ReadonlyMap<string, TaskRow>): string | null {
  const taskId = liveTaskId(ledger, record);
  return taskId === undefined ? null : (tasks.get(taskId)?.last_line ?? null);
}

const ended = (attempt: number, outcome: AttemptOutcome): AttemptView => ({
  ...outcome,
  attempt,
  // The actor writes statuses of targets only; the schema of the record takes any text.
  status: outcome.status as AttemptView['status'],
});

/** The current attempt while its end is not recorded; empty while the target waits for a slot, and if it never had one. */
function live(ledger: Ledger, record: TargetRecord, tasks: ReadonlyMap<string, TaskRow>): AttemptView[] {
  const status = ledger.statuses[record.ordinal] ?? 'PENDING';
  const taskId = liveTaskId(ledger, record) ?? null;
  if (taskId === null && (status === 'PENDING' || isTerminalTarget(status))) return [];
  const row = taskId === null ? undefined : tasks.get(taskId);
  return [
    {
      attempt: attemptOf(ledger, record),
      status,
      trigger: ledger.triggers[record.ordinal] ?? 'initial',
      task_id: taskId,
      outcome: null,
      failure: null,
      pr_url: row?.pr_url ?? null,
      branch: row?.branch_name ?? null,
      cost_usd: row?.cost_usd ?? null,
      started_at: row?.started_at ?? null,
      finished_at: null,
      duration_s: null,
    },
  ];
}
