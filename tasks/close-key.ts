import { taskThatNeverWas } from './new-task.ts';
import { recordEvent } from './record-event.ts';
import type { TaskPorts } from './task-ports.ts';

/**
 * See `TaskCore.closeKey`. Whoever comes first decides: a claim that is a task's stays so, and then its row is there afterwards;
 * a creator puts its row only if there is none, so it finds this one.
 */
export async function closeKey(ports: TaskPorts, key: string, userId: string): Promise<{ closed: true } | { taskId: string }> {
  const claim = await ports.tasks.putKeyClaimIfAbsent(key, { userId, closed: true });
  if ('closed' in claim) return { closed: true };
  const { taskId } = claim;
  if (await ports.tasks.getTask(taskId)) return { taskId };
  const row = taskThatNeverWas(taskId, claim.userId, key, ports.clockAndIds.now());
  if (await ports.tasks.putTaskIfAbsent(row)) await recordEvent(ports, taskId, 'task_cancelled', { reason: 'key closed' });
  return { taskId };
}
