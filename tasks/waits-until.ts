/** The time until which a task waits for a forge (semantics 19). */
import type { TaskRow } from '../contracts/task.ts';

/** Epoch ms; 0 for a task that was not put off, or that a worker has taken since. */
export const waitsUntil = ({ status, waits_for: waits }: Pick<TaskRow, 'status' | 'waits_for'>): number =>
  status === 'SUBMITTED' && waits ? Date.parse(waits.until) : 0;
