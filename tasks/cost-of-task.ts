/** What a task cost, as fleets and daily limits count it. */
import type { TaskRow } from '../contracts/task.ts';

/**
 * In US dollars; null: unknown. The cost of a task that no worker ever held is 0. The cost of any other task is unknown where its row
 * has none.
 */
export const costOfTask = ({ cost_usd: cost, claimed_at: claimed }: Pick<TaskRow, 'cost_usd' | 'claimed_at'>): number | null =>
  cost ?? (claimed === null ? 0 : null);

/** Whether the worker of the task may still tell its cost: the task was cancelled while a worker had it, and that one stops its work now. */
export const mayTellCost = (row: Pick<TaskRow, 'status' | 'cost_usd' | 'claimed_at'>): boolean =>
  row.status === 'CANCELLED' && costOfTask(row) === null;
