/** Single tasks: the create-task core answers for itself; here is who may see and cancel what. */
import * as z from 'zod';
import { queuePositionOf, toTaskDetail } from '../../../tasks/task-detail.ts';
import type { Page, PageRequest } from '../../../adapters/ports.ts';
import type { TaskStatus } from '../../../core/task-status.ts';
import { errorStatus, type ErrorCode } from '../../../contracts/http/errors.ts';
import type { Operations } from '../../../contracts/http/operations.ts';
import { isSameRepo } from '../../../contracts/repo-key.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { isTaskEnded } from '../../../contracts/task-transitions.ts';
import { data, refuse } from '../answer.ts';
import type { ApiPorts, Caller } from '../api-ports.ts';
import type { Handler } from '../request.ts';
import { acrossMonths, isInMonths } from '../lists/across-months.ts';
import { walk } from '../lists/index-walk.ts';
import { brokenToken, pageAnswer, positionOf } from '../lists/page.ts';
import { activeTasks } from './active-tasks.ts';
import { withTask } from './with-task.ts';

const errorCodes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];
const errorBody = z.object({ error: z.object({ code: z.enum(errorCodes), message: z.string() }) });
const dataBody = z.object({ data: z.unknown() });

export const createTask: Handler<Operations['createTask']> = async (ports, { body, caller, idempotencyKey, requestId }) => {
  const asked = { userId: caller.sub, channelSource: 'api', channelMetadata: null, idempotencyKey } as const;
  const answer = await ports.core.createTask(body, asked, requestId);
  const json: unknown = JSON.parse(answer.body);
  if (answer.statusCode >= 400) return { kind: 'error', error: errorBody.parse(json).error, headers: answer.headers };
  return data(answer.statusCode, dataBody.parse(json).data, answer.headers);
};

export const listTasks: Handler<Operations['listTasks']> = async (ports, { query, caller, pages }) => {
  const position = positionOf(pages, query.next_token);
  if (!position.ok) return brokenToken;
  const { items, next } = await walk({
    limit: query.limit,
    after: position.after,
    fetch: await sourceOf(ports, caller, { statuses: query.status, after: position.after }),
    fits: ({ status, repo }) =>
      (query.status?.includes(status) ?? true) && (query.repo === undefined || isSameRepo(repo, query.repo)),
  });
  return pageAnswer(
    items.map((row) => toTaskDetail(row)),
    next,
    pages,
  );
};

interface Asked {
  readonly statuses: readonly TaskStatus[] | undefined;
  readonly after: string | undefined;
}
type Source = (page: PageRequest) => Promise<Page<TaskRow>>;

async function sourceOf(
  { tasks, surroundings }: ApiPorts,
  { sub, isOperator }: Caller,
  { statuses, after }: Asked,
): Promise<Source> {
  if (!isOperator) return (page) => tasks.listTasksOfUser(sub, page);
  const now = surroundings.now();
  const months: Source = acrossMonths({ list: tasks, now }, (month, page) => tasks.listTasksOfMonth(month, page));
  const isOfActive = statuses !== undefined && !statuses.some(isTaskEnded) && !(after !== undefined && isInMonths(after));
  return isOfActive ? ((await activeTasks(tasks, { statuses, now, after })) ?? months) : months;
}

export const getTask: Handler<Operations['getTask']> = (ports, { params, caller }) =>
  withTask(ports, params.task_id, caller, async (row) => data(200, await detailOf(ports, row)));

export const cancelTask: Handler<Operations['cancelTask']> = (ports, { params, caller }) =>
  withTask(ports, params.task_id, caller, async (row) => {
    const came = await ports.core.cancelTask(row.task_id, 'asked');
    const now = (await ports.tasks.getTask(row.task_id)) ?? row;
    if (came === 'terminal') return refuse('TASK_ALREADY_TERMINAL', `The task has ended: it is ${now.status}.`);
    if (came === 'finalizing')
      return refuse(
        'INVALID_STATE',
        `The task is ${now.status}: it ends by itself in a moment and cannot be cancelled any more.`,
      );
    return data(200, { ...(await detailOf(ports, now)), cancelled_at: now.completed_at ?? now.updated_at });
  });

export const getTaskOutput: Handler<Operations['getTaskOutput']> = (ports, { params, caller }) =>
  withTask(ports, params.task_id, caller, async (row) => {
    const body = (await ports.taskEvents.getTaskOutput(row.task_id)) ?? '';
    return { kind: 'text', type: 'text/plain; charset=utf-8', body };
  });

const detailOf = async ({ tasks }: ApiPorts, row: TaskRow) => toTaskDetail(row, await queuePositionOf(tasks, row));
