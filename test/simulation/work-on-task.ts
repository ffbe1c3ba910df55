/**
 * A worker at one message of the task queue: the same accesses in the same order as worker/hold/take-task.ts and what it calls,
 * with a wait and a drawn outcome in the place of the sandbox. The moves and their events are the worker's own code.
 */
import type { ReceivedTask, RepoStore, ClockAndIds, TaskQueueConsumer } from '../../adapters/ports.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { isTaskActive, type TaskRow } from '../../contracts/task.ts';
import { heartbeatOf } from '../../tasks/heartbeat-of.ts';
import { publishMove } from '../../tasks/record-event.ts';
import { failures } from '../../worker/failure.ts';
import { heldMoves } from '../../tasks/held-moves.ts';
import { takeHold } from '../../tasks/take-hold.ts';
import type { WorkerPorts } from '../../worker/hold/worker-setup.ts';
import { recordTask, type TaskRecord } from '../../worker/hold/task-record.ts';
import { failureEnding, type Ending } from '../../worker/task/ending.ts';
import { TaskStopped } from '../../worker/task-stopped.ts';
import type { DayLimit } from './draw-day-limit.ts';
import type { Reviewing } from './draw-reviewing.ts';
import type { Stepping } from './draw-stepping.ts';
import { reviewEnding } from './review-ending.ts';
import { stepEnding } from './step-ending.ts';
import type { Spending } from './draw-spending.ts';
import type { Random } from './random.ts';
import { SimulatedFault } from './scheduler.ts';
import { simulatedTurn, type SimulatedForge, type SimulatedTurn } from './wait-for-forge.ts';
import type { Poison } from './world-settings.ts';

export interface SimulatedWorker extends Pick<WorkerPorts, 'tasks' | 'events' | 'bus'> {
  readonly repos: Pick<RepoStore, 'getRepo'>;
  readonly queue: Pick<TaskQueueConsumer, 'hide' | 'remove'>;
  readonly clockAndIds: ClockAndIds;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: Random;
  readonly leaseS: number;
  readonly workerId: string;
  /** Shares of tasks that fail, and of those that fail for a passing reason. */
  readonly failing: number;
  readonly transient: number;
  /** Undefined: no work asks or is refused. */
  readonly spending: Spending | undefined;
  /** Undefined: no work is a step, and nothing is healed. */
  readonly stepping: Stepping | undefined;
  /** Undefined: nothing is kept for a review. */
  readonly reviewing: Reviewing | undefined;
  /** Undefined: work that is stopped tells no cost. */
  readonly dayLimit: DayLimit | undefined;
  readonly poisonOf: (row: TaskRow) => Poison | undefined;
  /** Whether the worker closes now, and gives its task back. */
  readonly closes: () => boolean;
  /** Holds in which work is begun. */
  readonly mostHolds: number;
  /** Told of each time that a task's work is begun. */
  readonly onBegin: (row: TaskRow) => void;
  /** Undefined: nothing limits what is written. */
  readonly forge: SimulatedForge | undefined;
}

export async function workOnMessage(worker: SimulatedWorker, message: ReceivedTask): Promise<void> {
  const { tasks, queue, clockAndIds, leaseS, workerId } = worker;
  const now = clockAndIds.now();
  let turn: SimulatedTurn | undefined;
  const admit = async (row: TaskRow): Promise<boolean> => {
    turn = await simulatedTurn(worker, row);
    return turn.kind === 'begin';
  };
  const claimed = await takeHold(tasks, message.taskId, { workerId, now, leaseUntil: now + leaseS * 1_000, admit });
  if (!claimed) return notTaken(worker, message, turn);
  await queue.hide(message.receipt, leaseS);
  const record = recordTask(heldMoves(worker), claimed.row, new Date(now).toISOString(), clockAndIds);
  try {
    await record.taken(claimed.previous);
    const doing = { message, row: claimed.row, record };
    const mayWork = claimed.row.claim <= worker.mostHolds;
    const ending = mayWork ? await endingOf(worker, doing) : failureEnding(failures.claimedTooOften('Begun too often.'));
    if (worker.poisonOf(claimed.row) === 'end') throw new SimulatedFault('its end cannot be stored');
    await worker.events.putOutputPart(message.taskId, { hold: claimed.row.claim, place: 0, number: 0, text: 'done' });
    await record.finish(ending);
    await queue.remove(message.receipt);
  } catch (error) {
    if (!(error instanceof TaskStopped)) throw error;
    await letGo(worker, message, claimed.row.claim);
  }
}

interface Doing {
  readonly message: ReceivedTask;
  readonly row: TaskRow;
  readonly record: TaskRecord;
}

/** What nobody foresaw fails the task as the worker's fault. */
async function endingOf(worker: SimulatedWorker, { message, row, record }: Doing): Promise<Ending> {
  worker.onBegin(row);
  try {
    await worker.repos.getRepo(row.repo ?? '');
    await record.running();
    const seconds = Math.min(worker.random.of([1, 5, 30, 120, 400]), row.timeout_s);
    await waitWhileHeld(worker, { message, row, seconds });
    if (worker.poisonOf(row) === 'worker') throw new SimulatedFault('the work ended its worker');
    const ending = reviewEnding(worker.reviewing, row, workEnding(worker, row));
    if (ending.changes.outcome === 'changed') await record.finalizing();
    return ending;
  } catch (error) {
    if (error instanceof TaskStopped || worker.poisonOf(row) === 'worker') throw error;
    return failureEnding(failures.worker('The worker failed.'));
  }
}

/** What publishes is no step, and no agent asks or is paid. */
function workEnding(worker: SimulatedWorker, row: TaskRow): Ending {
  const drawn = drawEnding(worker);
  if (row.publish) return drawn.status === 'COMPLETED' ? drawn : { ...drawn, changes: { ...drawn.changes, cost_usd: 0 } };
  return stepEnding(worker.stepping, row, agentEnding(worker, drawn));
}

/** Renews the lease as long as the work takes; ends early when the task was cancelled, is somebody else's, or is given back. */
async function waitWhileHeld(
  { tasks, queue, clockAndIds, sleep, leaseS, workerId, closes }: SimulatedWorker,
  { message, row, seconds }: { message: ReceivedTask; row: TaskRow; seconds: number },
): Promise<void> {
  for (let left = seconds; left > 0; left -= leaseS / 3) {
    await sleep(Math.min(left, leaseS / 3) * 1_000);
    if (!(await tasks.renewLeaseOfHold(row.task_id, row.claim, { until: clockAndIds.now() + leaseS * 1_000 }))) {
      throw new TaskStopped();
    }
    await queue.hide(message.receipt, leaseS);
    const now = await tasks.getTaskOfLate(row.task_id);
    if (now?.claim !== row.claim || isTaskEnded(now.status)) throw new TaskStopped();
    if (closes()) {
      await tasks.endLeaseOfHold(row.task_id, { holdNumber: row.claim, workerId, now: clockAndIds.now() });
      throw new TaskStopped();
    }
  }
}

function drawEnding({ random, failing, transient }: SimulatedWorker): Ending {
  const cost_usd = random.of([0.25, 0.5, 1]);
  if (!random.chance(failing)) {
    const outcome = random.of(['changed', 'changed', 'no_changes'] as const);
    return { status: 'COMPLETED', changes: { cost_usd, outcome, build_passed: random.chance(0.95) } };
  }
  const failure = random.chance(transient) ? failures.network('No answer.') : failures.agent('It did not work.');
  return failureEnding(failure, { cost_usd });
}

/** The end of work that an agent does: some ask at the end of it, some are refused, and of some nobody knows what they cost. */
function agentEnding({ spending }: SimulatedWorker, ending: Ending): Ending {
  if (!spending) return ending;
  const { random } = spending;
  const { cost_usd, ...others } = ending.changes;
  const cost = random.chance(spending.unknown) || cost_usd === undefined ? {} : { cost_usd };
  if (random.chance(spending.refused)) {
    return failureEnding(failures.auth('The key is refused.', 'Renew it.'), {
      ...(cost.cost_usd == null ? {} : { cost_usd: cost.cost_usd }),
    });
  }
  if (!random.chance(spending.asking)) return { ...ending, changes: { ...others, ...cost } };
  return { status: 'COMPLETED', changes: { ...cost, outcome: null, build_passed: null, question: 'Which one?' } };
}

async function notTaken(worker: SimulatedWorker, message: ReceivedTask, turn: SimulatedTurn | undefined): Promise<void> {
  const { queue, clockAndIds } = worker;
  if (turn?.kind === 'wait') {
    return queue.hide(message.receipt, Math.max(0, Math.ceil((turn.until - clockAndIds.now()) / 1_000)));
  }
  if (turn?.kind === 'begin') await turn.giveBack();
  return leave(worker, message);
}

async function leave(worker: SimulatedWorker, { taskId, receipt }: ReceivedTask): Promise<void> {
  const { tasks, queue, bus, clockAndIds } = worker;
  const { row, beat } = await tasks.getTaskAndHeartbeat(taskId);
  if (row && isTaskActive(row.status)) {
    const leaseMs = heartbeatOf(row, beat).leaseUntil - clockAndIds.now();
    return queue.hide(receipt, Math.max(1, Math.ceil(leaseMs / 1_000)));
  }
  if (row && isTaskEnded(row.status)) await publishMove({ bus }, row, null);
  await queue.remove(receipt);
}

async function letGo(worker: SimulatedWorker, { taskId, receipt }: ReceivedTask, holdNumber: number): Promise<void> {
  const { tasks, queue, bus, dayLimit } = worker;
  const row = await tasks.getTask(taskId);
  if (!row || !isTaskEnded(row.status)) return queue.hide(receipt, 1);
  if (dayLimit && row.claim === holdNumber && dayLimit.random.chance(dayLimit.telling)) {
    await tasks.tellCostOfEnded(taskId, { holdNumber, changes: { cost_usd: dayLimit.random.of([0.125, 0.5]) } });
  }
  await publishMove({ bus }, row, null);
  await queue.remove(receipt);
}
