/**
 * A worker that completes every task immediately, with the real stores, queue and bus but without work. So a figure measures the
 * product and no sandbox. Runs as a process until its standard input closes: `node bench/setup/instant-worker.ts DIR`.
 */
import pLimit from 'p-limit';
import type { ReceivedTask } from '../../adapters/ports.ts';
import { openConnection, type Connection } from '../../worker/connection.ts';
import { createLogger } from '../../worker/logger.ts';
import { recordTask } from '../../worker/hold/task-record.ts';
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import { heldMoves } from '../../tasks/held-moves.ts';
import { takeHold } from '../../tasks/take-hold.ts';

const atOnce = 64;
const pollers = 2;
const waitS = 20;

const connect = openConnection({ dir: process.argv[2] ?? '', environment: {}, log: createLogger() });
const limit = pLimit(atOnce);
const stop = new AbortController();
process.stdin.on('end', () => {
  stop.abort();
  process.exit(0);
});
process.stdin.resume();

/** Does the steps of a real worker: claims the task, reports each status, and removes the message. */
async function complete({ ports, durations }: Connection, { taskId, receipt }: ReceivedTask): Promise<void> {
  const now = Date.now();
  const claimed = await takeHold(ports.tasks, taskId, {
    workerId: 'instant',
    now,
    leaseUntil: now + durations.task_lease_s * 1_000,
  });
  if (claimed) {
    const record = recordTask(heldMoves({ ...ports, clockAndIds: systemClockAndIds }), claimed.row, new Date(now).toISOString());
    await record.taken(claimed.previous);
    await record.running();
    await record.finish({ status: 'COMPLETED', changes: { outcome: 'no_changes', cost_usd: 0 } });
  }
  await ports.queue.remove(receipt);
}

async function poll(): Promise<void> {
  while (!stop.signal.aborted) {
    const connection = connect();
    const messages = await connection.ports.queue.receive(10, waitS, stop.signal);
    for (const message of messages) void limit(() => complete(connection, message));
  }
}

await Promise.all(Array.from({ length: pollers }, poll));
