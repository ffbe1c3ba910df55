import { ulid } from 'ulid';
import { checkRequest, type CheckSettings } from '../../../tasks/check-request.ts';
import { newTask } from '../../../tasks/new-task.ts';
import type { ChannelMetadata, TaskRow } from '../../../contracts/task.ts';
import type { TaskStatus } from '../../../contracts/events.ts';

const settings: CheckSettings = {
  repos: { getRepo: () => Promise.resolve(undefined) },
  allowShell: false,
  callerVerifiers: true,
  agents: null,
};

/** The row of a task as the task platform writes it. */
export async function makeTask(
  given: { id?: string; userId?: string; status?: TaskStatus; now?: number; metadata?: ChannelMetadata; body?: object } = {},
): Promise<TaskRow> {
  const request = await checkRequest({ task_description: 'Look around', ...given.body }, settings);
  if (!request.ok) throw new Error(request.error.message);
  const caller = {
    userId: given.userId ?? 'alice',
    channelSource: 'api',
    channelMetadata: given.metadata ?? null,
    idempotencyKey: undefined,
  } as const;
  const now = given.now ?? Date.UTC(2026, 10, 5);
  return newTask(request.value, caller, { task_id: given.id ?? ulid(now), status: given.status ?? 'SUBMITTED', now });
}
