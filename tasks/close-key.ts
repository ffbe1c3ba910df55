/** Closes an idempotency key, so that no task can be created with it any more. */
import type { TaskSteering } from '../adapters/ports.ts';
import { taskThatNeverWas } from './new-task.ts';
import { recordEvent } from './record-event.ts';
import { giveBackForKey } from './charge-task.ts';
import type { TaskPorts } from './task-ports.ts';

/** Whose key it is, and whether a person failed the target whose attempt the key is for. */
type Closer = Parameters<TaskSteering['closeKey']>[1];

/**
 * See `TaskCore.closeKey`. The first write of the claim decides. If the claim is a task's already, it stays so, and this function puts a
 * CANCELLED row if the task has none: a creator puts a row only if there is none, so it finds this one.
 */
export async function closeKey(ports: TaskPorts, key: string, by: Closer): Promise<{ closed: true } | { taskId: string }> {
  const { userId, failed = false } = by;
  const claim = await ports.tasks.putKeyClaimIfAbsent(key, { userId, closed: true });
  if ('closed' in claim) {
    await giveBackForKey(ports, userId, key);
    return { closed: true };
  }
  const { taskId } = claim;
  if (await ports.tasks.getTask(taskId)) return { taskId };
  const neverWas = taskThatNeverWas(taskId, claim.userId, key, ports.clockAndIds.now());
  const row = failed ? { ...neverWas, failed_by_person: true as const } : neverWas;
  if (await ports.tasks.putTaskIfAbsent(row)) {
    await recordEvent(ports, taskId, 'task_cancelled', { reason: 'key closed' });
    await giveBackForKey(ports, claim.userId, key);
  }
  return { taskId };
}
