/** The heartbeat of a task that is worked on. A row of version 1 is its own heartbeat while the task has no item for it. */
import type { Heartbeat } from '../adapters/task-stores.ts';
import type { TaskRow } from '../contracts/task.ts';

/** Where the lease is not known, it is over: a task must not stay without a worker for ever. */
const noLease = 0;

export function heartbeatOf(row: TaskRow, beat: Heartbeat | undefined): Heartbeat {
  return (
    beat ?? {
      holdNumber: row.claim,
      workerId: row.claimed_by ?? null,
      leaseUntil: row.lease_until == null ? noLease : Date.parse(row.lease_until),
      lastLine: row.last_line ?? null,
    }
  );
}
