/** Creates a task of its own. The create-task core checks the body; this handler puts its result into the API's form. */
import type { Operations } from '../../../contracts/http/operations.ts';
import { data } from '../answer.ts';
import type { Handler } from '../request.ts';

export const createTask: Handler<Operations['createTask']> = async (ports, { body, caller, idempotencyKey }) => {
  const asked = { userId: caller.sub, channelSource: 'api', channelMetadata: null, idempotencyKey } as const;
  const created = await ports.core.createTask(body, asked);
  if (!created.ok) return { kind: 'error', error: created.error };
  const { task, isReplay } = created.value;
  return isReplay ? data(200, task, { 'Idempotent-Replay': 'true' }) : data(201, task);
};
