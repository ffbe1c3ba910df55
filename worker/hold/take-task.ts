/**
 * What happens to one message of the task queue: the task is claimed and done, or left to whoever holds it. The message goes
 * away only when the task has ended; whatever else happens, it comes back, here or at another worker.
 */
import type { ReceivedTask } from '../../adapters/ports.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { Held } from './hold-task.ts';
import { publishStatus } from './task-record.ts';
import { workOnTask } from './work-on-task.ts';
import type { WorkerPorts, WorkerSettings } from './worker-setup.ts';

/** A message in hand, and how to let go of it when the worker closes. */
export interface Turn {
  readonly done: Promise<void>;
  close(): void;
}

interface Taking {
  readonly ports: WorkerPorts;
  readonly settings: WorkerSettings;
  readonly message: ReceivedTask;
  readonly isClosing: () => boolean;
  readonly onHeld: (held: Held) => void;
}

export function takeTask(ports: WorkerPorts, settings: WorkerSettings, message: ReceivedTask): Turn {
  let closing = false;
  let held: Held | undefined;
  const onHeld = (now: Held): void => {
    held = now;
    if (closing) now.letGo('closing');
  };
  return {
    done: take({ ports, settings, message, isClosing: () => closing, onHeld }),
    close() {
      closing = true;
      held?.letGo('closing');
    },
  };
}

async function take({ ports, settings, message, isClosing, onHeld }: Taking): Promise<void> {
  if (isClosing()) return ports.queue.hide(message.receipt, 0);
  const now = Date.now();
  const lease = settings.durations.task_lease_s;
  const { workerId } = settings;
  const claimed = await ports.tasks.claimTaskIfFree(message.taskId, { workerId, now, leaseUntil: now + lease * 1_000 });
  if (!claimed) return leave(ports, message);
  await ports.queue.hide(message.receipt, Math.ceil(lease));
  return workOnTask({ ports, settings, message, onHeld, ...claimed });
}

/** Not free: it ended, somebody works on it, or it waits for something else than a worker. */
async function leave({ tasks, queue, bus }: WorkerPorts, { taskId, receipt }: ReceivedTask): Promise<void> {
  const row = await tasks.getTask(taskId);
  const leaseMs = row?.lease_until ? Date.parse(row.lease_until) - Date.now() : undefined;
  const isWorkedOn = row !== undefined && !isTaskEnded(row.status) && leaseMs !== undefined;
  if (isWorkedOn) return queue.hide(receipt, Math.max(1, Math.ceil(leaseMs / 1_000)));
  // Its worker may have died between the last write and its event.
  if (row && isTaskEnded(row.status)) await publishStatus(bus, row, null);
  await queue.remove(receipt);
}
