/** A target in the API's form: the status comes from the ledger, everything else from the target's item and its running task. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { waitOf } from '../../../../core/ledger/waits.ts';
import { isoOf } from '../../../../contracts/fields.ts';
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { AttemptView, TargetView } from '../../../../contracts/http/fleet.ts';
import { latestOfAttempts } from '../../../latest-of-attempts.ts';
import { madeByAttempts } from '../../../made-by-attempts.ts';
import { repositoriesOf } from '../../../shared-repositories.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { attemptsOf, stepNameOf } from './attempt-views.ts';
import { readHealContexts } from './heal-contexts.ts';
import { attemptOf, readLiveTasks, type LiveTasks } from './live-tasks.ts';
import { readReports } from './reports-of-targets.ts';
import { readOrder, type Order } from './order-of-targets.ts';
import { stepViews, sumOfKnown } from './step-views.ts';

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
    failure: current?.failure ?? null,
    ...agentOf(workedBy(ledger, attempts, current)),
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

type OfAgent = Pick<TargetView, 'agent' | 'model' | 'session_id' | 'turns'>;

/** Of a reviewed target the last attempt publishes what the agent of an earlier one made. */
const workedBy = ({ settings }: Ledger, attempts: readonly AttemptView[], current: AttemptView | undefined) =>
  settings.reviews ? (attempts.findLast(({ agent }) => agent !== null) ?? current) : current;

const agentOf = (attempt: OfAgent | undefined): OfAgent => ({
  agent: attempt?.agent ?? null,
  model: attempt?.model ?? null,
  session_id: attempt?.session_id ?? null,
  turns: attempt?.turns ?? null,
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

/** From the ledger, like the status and what the fleet shows of its waits. */
function waitsFor(ledger: Ledger, ordinal: number, now: number): TargetView['waits_for'] {
  const wait = waitOf(ledger, ordinal, now);
  return wait ? { host: wait.host, until: isoOf(wait.until) } : null;
}

/** Of the running attempt only: the output of an earlier one says nothing about the work that goes on. */
const lastLine = (tasks: LiveTasks, ordinal: number): string | null => tasks.get(ordinal)?.lastLine ?? null;
