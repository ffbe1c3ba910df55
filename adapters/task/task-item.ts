/** Converts a task row to an item of the task table, and back. */
import * as z from 'zod';
import type { TaskStatus } from '../../contracts/events.ts';
import { isoOf, passedResult } from '../../contracts/fields.ts';
import { taskRow, type TaskRow } from '../../contracts/task.ts';
import { openStateOf } from '../../contracts/task-transitions.ts';
import { versionOf } from '../../contracts/versions.ts';
import { readable } from '../dynamo/item-version.ts';
import type { TaskChanges, TaskPlace } from '../task-stores.ts';

/** Maps of callers and of the work are stored as JSON text, because DynamoDB refuses some numbers that JSON allows (1e200). */
const textOf = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const taskItem = taskRow.extend({
  params: textOf(taskRow.shape.params),
  vars: textOf(taskRow.shape.vars),
  result: textOf(passedResult).nullable().exactOptional(),
});

const withTexts = <T extends TaskChanges>({ params, vars, result, ...others }: T) => ({
  ...others,
  ...(params === undefined ? {} : { params: JSON.stringify(params) }),
  ...(vars === undefined ? {} : { vars: JSON.stringify(vars) }),
  ...(result === undefined ? {} : { result: result && JSON.stringify(result) }),
});

export const itemOfTask = (row: TaskRow): Record<string, unknown> => ({ ...versionOf('task'), ...withTexts(row) });
/** @throws ZodError if the item is not a task, NewerVersion if it is a newer one */
export const taskOfItem = (item: Record<string, unknown>): TaskRow => taskItem.parse(readable('task', item));

/** The attributes that a change sets, by name. Undefined fields are left as they are. */
export const attributesOfChanges = (changes: TaskChanges): Record<string, unknown> =>
  Object.fromEntries(Object.entries(withTexts(changes)).filter(([, value]) => value !== undefined));

/** The partition of the index `by-user-status` with the QUEUED tasks of a lane. */
export const queueOf = ({ userId, lane }: Pick<TaskPlace, 'userId' | 'lane'>): string => `${userId}#QUEUED#${lane}`;

/** The attributes by which indexes have a task that has not ended. A task that lacks one is not in that index. */
export const openAttributes = ['user_status', 'open', 'open_for', 'open_since'] as const;
type OpenAttributes = Pick<TaskRow, (typeof openAttributes)[number]>;
type Before = Pick<TaskRow, 'open_for' | 'open_since'>;

/** These attributes in a new status. A task that stays open for the same thing keeps them, so that the move writes to no index. */
export function openAttributesIn(
  status: TaskStatus,
  { place, now, before = {} }: { place: TaskPlace; now: number; before?: Before },
): OpenAttributes {
  const state = openStateOf(status);
  if (state === undefined) return {};
  const since = (state === before.open_for ? before.open_since : undefined) ?? isoOf(now);
  return { ...(status === 'QUEUED' ? { user_status: queueOf(place) } : {}), open: 'OPEN', open_for: state, open_since: since };
}
