import type { ReceivedTask } from '../../adapters/ports.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { Log } from '../logger.ts';
import type { StopReason } from '../stopped.ts';
import type { TaskOutput } from '../sandbox/task-output.ts';
import { publishStatus } from './task-record.ts';
import type { WorkerPorts } from './worker-setup.ts';

export interface LettingGo {
  readonly ports: WorkerPorts;
  readonly message: ReceivedTask;
  /** The row as the claim left it. */
  readonly row: TaskRow;
  readonly output: TaskOutput;
  readonly log: Log;
  readonly why: StopReason | undefined;
}

/**
 * Leaves a task that is not done: one that was cancelled keeps what it printed; one that is given back has its lease ended, so
 * that the next worker may take it at once; one that somebody else holds is theirs, and nothing is written.
 */
export async function letGoOfTask({ ports, message, row, output, log, why }: LettingGo): Promise<void> {
  const { tasks, queue, events, bus } = ports;
  const now = await tasks.getTask(row.task_id);
  const isOurs = now?.claim === row.claim;
  log.info('Task let go of', { why, status: now?.status });
  if (now && isTaskEnded(now.status)) {
    if (isOurs) await events.putTaskOutput(row.task_id, output.text());
    await publishStatus(bus, now, null);
    return queue.remove(message.receipt);
  }
  if (isOurs && why === 'closing') await tasks.renewLeaseOfClaim(row.task_id, row.claim, { until: Date.now() - 1 });
  await queue.hide(message.receipt, why === 'closing' ? 0 : 1);
}
