/** Finds a task for its owner or an operator, and refuses every other caller. */
import type { TaskRow } from '../../../contracts/task.ts';
import { refuse, type Answer } from '../answer.ts';
import type { ApiPorts, Caller } from '../api-ports.ts';

export async function withTask(
  ports: ApiPorts,
  taskId: string,
  caller: Caller,
  use: (row: TaskRow) => Promise<Answer>,
): Promise<Answer> {
  const row = await ports.tasks.getTask(taskId);
  if (!row) return refuse('TASK_NOT_FOUND', `There is no task ${taskId}.`);
  if (row.user_id !== caller.sub && !caller.isOperator) return refuse('FORBIDDEN', `The task ${taskId} is not yours.`);
  return use(row);
}
