/** Converts a task row to an item of the task table, and back. */
import * as z from 'zod';
import type { TaskStatus } from '../../contracts/events.ts';
import { taskRow, type TaskRow } from '../../contracts/task.ts';
import { versionOf } from '../../contracts/versions.ts';
import { readable } from '../dynamo/item-version.ts';
import type { TaskChanges, TaskPlace } from '../ports.ts';

/** Maps of callers are stored as JSON text, because DynamoDB refuses some numbers that JSON allows (1e200). */
const textOf = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const taskItem = taskRow.extend({ params: textOf(taskRow.shape.params), vars: textOf(taskRow.shape.vars) });

const withTexts = <T extends TaskChanges>({ params, vars, ...others }: T) => ({
  ...others,
  ...(params === undefined ? {} : { params: JSON.stringify(params) }),
  ...(vars === undefined ? {} : { vars: JSON.stringify(vars) }),
});

export const itemOfTask = (row: TaskRow): Record<string, unknown> => ({ ...versionOf('task'), ...withTexts(row) });
/** @throws ZodError if the item is not a task, NewerVersion if it is a newer one */
export const taskOfItem = (item: Record<string, unknown>): TaskRow => taskItem.parse(readable('task', item));

/** The attributes that a change sets, by name. Undefined fields are left as they are. */
export const attributesOfChanges = (changes: TaskChanges): Record<string, unknown> =>
  Object.fromEntries(Object.entries(withTexts(changes)).filter(([, value]) => value !== undefined));

/** The index attribute by which tasks are found: those of a user in one status, and QUEUED ones by their lane. */
export const userStatus = ({ userId, lane }: Pick<TaskPlace, 'userId' | 'lane'>, status: TaskStatus): string =>
  status === 'QUEUED' ? `${userId}#QUEUED#${lane}` : `${userId}#${status}`;
