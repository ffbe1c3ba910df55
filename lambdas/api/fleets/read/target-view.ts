/** A target in the API's form: the status comes from the ledger, everything else from the target's item and its running task. */
import { holdsSlot, isTerminalTarget } from '../../../../core/fleet.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { waitOf } from '../../../../core/ledger/waits.ts';
import { stepOf } from '../../../../core/ledger/step-of.ts';
import { isoOf } from '../../../../contracts/fields.ts';
import type { AttemptOutcome, TargetRecord } from '../../../../contracts/fleet-records.ts';
import { fleetTaskKey } from '../../../../contracts/keys.ts';
import type { AttemptView, TargetView } from '../../../../contracts/http/fleet.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { heartbeatOf } from '../../../../tasks/heartbeat-of.ts';
import { latestOfAttempts } from '../../../latest-of-attempts.ts';
import { madeByAttempts } from '../../../made-by-attempts.ts';
import { repositoriesOf } from '../../../shared-repositories.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { readHealContexts } from './heal-contexts.ts';
import { readReports } from './reports-of-targets.ts';
import { readOrder, type Order } from './order-of-targets.ts';
import { stepViews, sumOfKnown } from './step-views.ts';
import { wordsOfAttempts } from './words-of-attempts.ts';

/**
 * The targets with these ordinals, in this order. Reads their items, and the tasks of attempts that have not ended, with their heartbeats, or
 * that ended in a failure which a heal has not mended.
 */
export async function readTargetViews(ports: ApiPorts, ledger: Ledger, ordinals: readonly number[]): Promise<TargetView[]> {
  if (ordinals.length === 0) return [];
  const records = await ports.stores.targets.getTargets(ledger.fleetId, ordinals);
  const [tasks, orderOf, healContexts, reports] = await Promise.all([
    readLiveTasks(ports, ledger, records),
    readOrder(ports, ledger, records),
    readHealContexts(ports, ledger, records),
    readReports(ports, ledger, records),
  ]);
  const now = ports.clockAndIds.now();
  return records.map((record) => ({
    ...targetView(ledger, record, tasks, now),
    heal_context: healContexts.get(record.ordinal) ?? null,
    report: reports.get(record.ordinal) ?? null,
    ...orderOf(record),
  }));
}

/** The task of a current attempt that has not ended. Row and last line are there when a worker has written them. */
export interface LiveTask {
  readonly taskId: string;
  readonly row: TaskRow | undefined;
  readonly lastLine: string | null;
  /** Until when its worker has it (epoch ms); undefined without a row. */
  readonly leaseUntil: number | undefined;
}
/** By the ordinals of the targets. */
type LiveTasks = ReadonlyMap<number, LiveTask>;

/** The tasks of the current attempts of these targets, but of attempts whose end is recorded. */
export async function readLiveTasks(ports: ApiPorts, ledger: Ledger, records: readonly TargetRecord[]): Promise<LiveTasks> {
  const { tasks } = ports;
  const ids = new Map(
    await Promise.all(records.map(async (record) => liveTaskId(ports, ledger, record))).then((all) => all.flat()),
  );
  if (ids.size === 0) return new Map();
  const [rows, beats] = await Promise.all([tasks.getTasks([...ids.values()]), tasks.getHeartbeats([...ids.values()])]);
  const byId = new Map(rows.map((row) => [row.task_id, row]));
  const liveTask = (taskId: string): LiveTask => {
    const row = byId.get(taskId);
    const beat = row && heartbeatOf(row, beats.get(taskId));
    return { taskId, row, lastLine: beat?.lastLine ?? null, leaseUntil: beat?.leaseUntil };
  };
  return new Map([...ids].map(([ordinal, taskId]) => [ordinal, liveTask(taskId)]));
}

const attemptOf = (ledger: Ledger, { ordinal }: TargetRecord): number => ledger.attempts[ordinal] ?? 1;

/**
 * The ordinal of a target with the id of the task of its current attempt; empty if the end of the attempt is recorded, or if it has no
 * task. The key of the attempt knows the task; records of older code know it too.
 */
async function liveTaskId({ tasks }: ApiPorts, ledger: Ledger, record: TargetRecord): Promise<[number, string][]> {
  const { ordinal, outcomes, created } = record;
  const attempt = attemptOf(ledger, record);
  if (outcomes[String(attempt)] !== undefined) return [];
  const known = created[String(attempt)];
  if (known) return 'task_id' in known ? [[ordinal, known.task_id]] : [];
  if (!holdsSlot(ledger.statuses[ordinal] ?? 'PENDING')) return [];
  const claim = await tasks.getKeyClaim(fleetTaskKey(ledger.fleetId, ordinal, attempt));
  return claim && 'taskId' in claim ? [[ordinal, claim.taskId]] : [];
}

/** What is read for all targets together. */
type Elsewhere = keyof Order | 'heal_context' | 'report';

function targetView(ledger: Ledger, record: TargetRecord, tasks: LiveTasks, now: number): Omit<TargetView, Elsewhere> {
  const { ordinal, path, id, group, repo, repos, vars } = record;
  const attempts = attemptsOf(ledger, record, tasks);
  const attempt = attemptOf(ledger, record);
  const current = attempts.find((one) => one.attempt === attempt);
  return {
    path,
    id,
    ordinal,
    group,
    repo,
    repos: repos?.map(({ repo: name, folder }) => ({ repo: name, folder })) ?? null,
    vars,
    status: ledger.statuses[ordinal] ?? 'PENDING',
    waits_for: waitsFor(ledger, ordinal, now),
    attempt,
    trigger: ledger.triggers[ordinal] ?? null,
    task_id: current?.task_id ?? null,
    pr_url: latestOfAttempts('pr_url', attempts),
    branch: latestOfAttempts('branch', attempts),
    ...endOf(current),
    ...madeByAttempts(ledger, attempts, current),
    repositories: repos ? repositoriesOf(repos, attempts, current) : null,
    change: latestOfAttempts('change', attempts),
    question: latestOfAttempts('question', attempts),
    waiting: waiting(ledger, record),
    step: stepNameOf(ledger, ordinal),
    steps: stepViews(ledger, ordinal, attempts),
    cost_usd: sumOfKnown(attempts),
    started_at: current?.started_at ?? null,
    finished_at: current?.finished_at ?? null,
    duration_s: current?.duration_s ?? null,
    last_line: lastLine(tasks, ordinal),
    attempts,
  };
}

type EndOfAttempt = 'failure' | 'agent' | 'model' | 'session_id' | 'turns';

const endOf = (current: AttemptView | undefined): Pick<TargetView, EndOfAttempt> => ({
  failure: current?.failure ?? null,
  agent: current?.agent ?? null,
  model: current?.model ?? null,
  session_id: current?.session_id ?? null,
  turns: current?.turns ?? null,
});

/** For an answer: the attempt before the current one asked, which has not begun. Or for a person who opens its gate. */
function waiting(ledger: Ledger, record: TargetRecord): TargetView['waiting'] {
  const arrival = ledger.gates.get(record.ordinal);
  const what = ledger.publishing.has(record.ordinal) ? 'review' : 'gate';
  if (arrival !== undefined) return { for: what, since: isoOf(arrival), question: null };
  const since = ledger.waiting.get(record.ordinal);
  if (since === undefined) return null;
  const question = record.outcomes[String(attemptOf(ledger, record) - 1)]?.question ?? '';
  return { for: 'question', since: isoOf(since), question };
}

/** Null: the fleet has no steps. */
const stepNameOf = (ledger: Ledger, ordinal: number): string | null => stepOf(ledger, ordinal).name || null;

/** From the ledger, like the status and what the fleet shows of its waits. */
function waitsFor(ledger: Ledger, ordinal: number, now: number): TargetView['waits_for'] {
  const wait = waitOf(ledger, ordinal, now);
  return wait ? { host: wait.host, until: isoOf(wait.until) } : null;
}

/** Of the running attempt only: the output of an earlier one says nothing about the work that goes on. */
const lastLine = (tasks: LiveTasks, ordinal: number): string | null => tasks.get(ordinal)?.lastLine ?? null;

function attemptsOf(ledger: Ledger, record: TargetRecord, tasks: LiveTasks): AttemptView[] {
  const last = attemptOf(ledger, record);
  const attempts = Array.from({ length: last }, (_, before) => before + 1).flatMap((attempt) => {
    const outcome = record.outcomes[String(attempt)];
    if (outcome) return [ended(record, attempt, outcome)];
    return attempt === last ? live(ledger, record, tasks) : [];
  });
  const words = wordsOfAttempts(record, attempts);
  return attempts.map((attempt) => ({ ...attempt, words: words.get(attempt.attempt) ?? null }));
}

const ended = ({ answers = {}, steering = {} }: TargetRecord, attempt: number, outcome: AttemptOutcome): AttemptView => ({
  ...outcome,
  result: outcome.result ?? null,
  repositories: outcome.repositories ?? null,
  agent: outcome.agent ?? null,
  model: outcome.model ?? null,
  session_id: outcome.session_id ?? null,
  turns: outcome.turns ?? null,
  question: outcome.question ?? null,
  answer: answers[String(attempt)]?.text ?? null,
  steering: steering[String(attempt)]?.text ?? null,
  step: outcome.step ?? null,
  batch: outcome.batch ?? null,
  changed: outcome.changed ?? null,
  commit: outcome.commit ?? null,
  change: outcome.change ?? null,
  failed_verifier: outcome.failed_verifier ?? null,
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
  return [
    {
      attempt: attemptOf(ledger, record),
      status,
      trigger: ledger.triggers[record.ordinal] ?? 'initial',
      task_id: taskId,
      outcome: null,
      result: null,
      repositories: null,
      failure: null,
      ...agentOf(row),
      answer: null,
      ...workOf(row),
      steering: record.steering?.[String(attemptOf(ledger, record))]?.text ?? null,
      step: stepNameOf(ledger, record.ordinal),
      words: null,
      pr_url: row?.pr_url ?? null,
      branch: row?.branch_name ?? null,
      cost_usd: row?.cost_usd ?? null,
      started_at: row?.started_at ?? null,
      finished_at: null,
      duration_s: null,
    },
  ];
}

/** Whether it changes something, and the commit, are known when the work has ended. */
const workOf = (row: TaskRow | undefined): Pick<AttemptView, 'batch' | 'changed' | 'commit' | 'change' | 'failed_verifier'> => ({
  batch: row?.batch ?? null,
  changed: null,
  commit: null,
  change: null,
  failed_verifier: null,
});

/** What the worker has written so far of the agent. It asks, and its turns are known, only when the work has ended. */
const agentOf = (row: TaskRow | undefined): Pick<AttemptView, 'agent' | 'model' | 'session_id' | 'turns' | 'question'> => ({
  agent: row?.agent ?? null,
  model: row?.model ?? null,
  session_id: row?.session_id ?? null,
  turns: null,
  question: null,
});
