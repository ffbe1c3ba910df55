/** Leaves a task whose work was stopped before its end. */
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { StopReason } from '../task-stopped.ts';
import type { HeldTask } from './held-task.ts';
import { costOfHold } from './cost-of-hold.ts';

/**
 * A task that was cancelled keeps its output so far, and what its work is known to have cost. A task that is given back has its lease
 * ended, so that another worker can take it at once. For a task that another worker holds, nothing is written.
 */
export async function giveUpTask(held: HeldTask, why: StopReason | undefined): Promise<void> {
  const { ports, settings, task, holdNumber, storedOutput, storedRawOutput, log } = held;
  const { tasks, moves, message } = ports;
  const now = await tasks.getTask(task.task_id);
  log.info('Task given up', { why, status: now?.status });
  if (now && isTaskEnded(now.status)) {
    if (now.claim === holdNumber) await Promise.all([storedOutput.storeRest(), storedRawOutput.storeRest(), tellCost(held)]);
    // After the cost, so that whoever is told of the end reads it.
    await moves.publishAgain(now);
    return message.remove();
  }
  if (why === 'closing') await tasks.endLeaseOfHold(task.task_id, { holdNumber, workerId: settings.workerId, now: Date.now() });
  await message.hide(why === 'closing' ? 0 : 1);
}

async function tellCost(held: HeldTask): Promise<void> {
  const { ports, task, holdNumber, soFar, log } = held;
  const { turns } = soFar.said;
  const cost_usd = costOfHold(held, soFar.said.cost_usd);
  if (cost_usd === undefined) return;
  const counted = turns === undefined ? {} : { turns_completed: turns, turns_attempted: turns };
  const told = await ports.tasks.tellCostOfEnded(task.task_id, { holdNumber, changes: { cost_usd, ...counted } });
  if (told) log.info('The cost of the task is known', { cost_usd });
}
