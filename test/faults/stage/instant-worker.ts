/** A worker that does every task at once, or as it is told, in this process: the real stores, queue and bus, and no sandbox. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection, type Connection } from '../../../worker/connection.ts';
import { recordTask } from '../../../worker/hold/task-record.ts';
import type { ReceivedTask } from '../../../adapters/ports.ts';
import { leaveTask } from '../../../worker/hold/take-task.ts';
import { systemClockAndIds } from '../../../adapters/clock-and-ids.ts';
import { heldMoves } from '../../../tasks/held-moves.ts';
import { takeHold } from '../../../tasks/take-hold.ts';

const pollers = 2;
const waitS = 1;
const pauseMs = 50;

/** How a task is to go. */
export interface Doing {
  readonly passes: boolean;
  readonly afterMs: number;
}

/** What every attempt costs, US dollars. */
export const attemptUsd = 0.25;

export class InstantWorker {
  private readonly decide: () => Doing;
  private readonly connect: () => Connection;
  private readonly stopped = new AbortController();
  private readonly polling: Promise<unknown>;

  /** @param dir the runtime's folder; a runtime that is gone is waited for */
  constructor(dir: string, decide: () => Doing) {
    this.decide = decide;
    this.connect = openConnection({ dir, environment: {}, log: silent });
    this.polling = Promise.all(Array.from({ length: pollers }, () => this.poll()));
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.polling;
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      try {
        const connection = this.connect();
        const messages = await connection.ports.queue.receive(10, waitS, signal);
        await Promise.all(messages.map((message) => complete(connection, message, this.decide())));
      } catch {
        // The runtime is gone, or a fault is on: a worker tries again.
        await sleep(pauseMs);
      }
    }
  }
}

const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** As a worker's turn: claim, told of; running, told of; completed, told of; then the message goes away. */
async function complete(
  { ports, durations }: Connection,
  { taskId, receipt }: ReceivedTask,
  { passes, afterMs }: Doing,
): Promise<void> {
  const now = Date.now();
  const claimed = await takeHold(ports.tasks, taskId, {
    workerId: 'instant',
    now,
    leaseUntil: now + durations.task_lease_s * 1_000,
  });
  if (!claimed) return leaveTask(ports, { taskId, receipt });
  const record = recordTask(heldMoves({ ...ports, clockAndIds: systemClockAndIds }), claimed.row, new Date(now).toISOString());
  await record.taken(claimed.previous);
  await record.running();
  if (afterMs > 0) await sleep(afterMs);
  await record.finish({
    status: 'COMPLETED',
    changes: { outcome: 'no_changes', build_passed: passes, cost_usd: attemptUsd },
  });
  await ports.queue.remove(receipt);
}
