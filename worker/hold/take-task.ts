/**
 * Handles one message of the task queue: takes the task and works on it, hands it back until its forge has room for it, or leaves it to
 * the worker that holds it. The message is removed only when the task has ended. Otherwise the queue delivers it again, to this worker
 * or another one.
 */
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import type { ReceivedTask } from '../../adapters/ports.ts';
import type { Repository } from '../../contracts/repository.ts';
import { isTaskActive, type TaskRow } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { heldMoves } from '../../tasks/held-moves.ts';
import { heartbeatOf } from '../../tasks/heartbeat-of.ts';
import { repositoriesOf as namesOf, type ForgeTurn } from '../../tasks/forge-turn.ts';
import { publishMove } from '../../tasks/record-event.ts';
import { forgeTurn, hideUntil } from './forge-turn.ts';
import type { HoldPorts } from './hold-ports.ts';
import type { Hold } from './hold-task.ts';
import { takeHold } from '../../tasks/take-hold.ts';
import { workOnTask, type ReadRepositories } from './work-on-task.ts';
import type { WorkerPorts, WorkerSettings } from './worker-setup.ts';

/** A message that this worker handles now. */
export interface TaskInHand {
  /** Settles when the worker is done with the message. */
  readonly done: Promise<void>;
  /** Gives the task back, because the worker is closing. */
  close(): void;
}

interface Taking {
  readonly ports: WorkerPorts;
  readonly settings: WorkerSettings;
  readonly message: ReceivedTask;
  readonly isClosing: () => boolean;
  readonly onHold: (hold: Hold) => void;
}

export function takeTask(ports: WorkerPorts, settings: WorkerSettings, message: ReceivedTask): TaskInHand {
  let closing = false;
  let hold: Hold | undefined;
  const onHold = (begun: Hold): void => {
    hold = begun;
    if (closing) begun.stop('closing');
  };
  return {
    done: take({ ports, settings, message, isClosing: () => closing, onHold }),
    close() {
      closing = true;
      hold?.stop('closing');
    },
  };
}

async function take({ ports, settings, message, isClosing, onHold }: Taking): Promise<void> {
  if (isClosing()) return ports.queue.hide(message.receipt, 0);
  const now = Date.now();
  const lease = settings.durations.task_lease_s;
  const { workerId } = settings;
  let turn: ForgeTurn | undefined;
  let repositories: ReadRepositories = () => Promise.resolve([]);
  const admit = async (row: TaskRow): Promise<boolean> => {
    repositories = repositoriesOf(ports, row);
    turn = await forgeTurn({ ports, settings, row, repositories });
    return turn.kind === 'begin';
  };
  const taken = await takeHold(ports.tasks, message.taskId, { workerId, now, leaseUntil: now + lease * 1_000, admit });
  if (!taken) return notTaken(ports, message, turn);
  await ports.queue.hide(message.receipt, Math.ceil(lease));
  const { row: task, previous } = taken;
  return workOnTask({ ports: holdPorts(ports, message), settings, onHold, repositories, task, previous });
}

function holdPorts({ tasks, events, bus, queue }: WorkerPorts, { receipt }: ReceivedTask): HoldPorts {
  const message: HoldPorts['message'] = { hide: (seconds) => queue.hide(receipt, seconds), remove: () => queue.remove(receipt) };
  return { tasks, events, moves: heldMoves({ tasks, events, bus, clockAndIds: systemClockAndIds }), message };
}

/** Reads the repositories of a task when they are first asked for, and once. After an error the next call reads again. */
function repositoriesOf({ repos }: WorkerPorts, row: TaskRow): ReadRepositories {
  const names = namesOf(row);
  let read: readonly (Repository | undefined)[] | undefined;
  return async () => {
    read ??= await Promise.all(names.map((name) => repos.getRepo(name)));
    return read;
  };
}

async function notTaken(ports: WorkerPorts, message: ReceivedTask, turn: ForgeTurn | undefined): Promise<void> {
  if (turn?.kind === 'wait') return hideUntil(ports, message, turn.until);
  if (turn?.kind === 'begin') await turn.giveBack();
  return leaveTask(ports, message);
}

/** The task is not free: it has ended, another worker holds it, or it waits for something other than a worker. */
export async function leaveTask({ tasks, queue, bus }: WorkerPorts, { taskId, receipt }: ReceivedTask): Promise<void> {
  const { row: task, beat } = await tasks.getTaskAndHeartbeat(taskId);
  if (task && isTaskActive(task.status)) {
    const leaseMs = heartbeatOf(task, beat).leaseUntil - Date.now();
    return queue.hide(receipt, Math.max(1, Math.ceil(leaseMs / 1_000)));
  }
  // Published again, because the worker may have died between the write of the end and its event.
  if (task && isTaskEnded(task.status)) await publishMove({ bus }, task, null);
  await queue.remove(receipt);
}
