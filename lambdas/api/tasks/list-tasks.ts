/** Lists tasks, newest first: a user's own; for an operator everybody's. */
import { toTaskDetail } from '../../../tasks/task-detail.ts';
import type { Page, PageRequest } from '../../../adapters/page.ts';
import type { TaskStatus } from '../../../core/task-status.ts';
import type { Operations } from '../../../contracts/http/operations.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { isTaskEnded } from '../../../contracts/task-transitions.ts';
import { hasRepo } from '../../shared-repositories.ts';
import type { ApiPorts, Caller } from '../api-ports.ts';
import type { Handler } from '../request.ts';
import { acrossMonths, isInMonths } from '../lists/across-months.ts';
import { walk } from '../lists/index-walk.ts';
import { brokenToken, pageAnswer, positionOf } from '../lists/page.ts';
import { activeTasks } from './active-tasks.ts';

export const listTasks: Handler<Operations['listTasks']> = async (ports, { query, caller, pages }) => {
  const position = await positionOf(pages, query.next_token);
  const now = ports.clockAndIds.now();
  if (!position.ok) return brokenToken;
  const { items, next } = await walk({
    limit: query.limit,
    after: position.after,
    fetch: await sourceOf(ports, caller, { statuses: query.status, after: position.after }),
    fits: ({ status, repo, shared_repos: repos }) =>
      (query.status?.includes(status) ?? true) && (query.repo === undefined || hasRepo({ repo, repos }, query.repo)),
  });
  return pageAnswer(
    // A list of long answers would be too long itself.
    items.map((row) => toTaskDetail({ ...row, report: null }, { now })),
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
  { tasks, clockAndIds }: ApiPorts,
  { sub, isOperator }: Caller,
  { statuses, after }: Asked,
): Promise<Source> {
  if (!isOperator) return (page) => tasks.listTasksOfUser(sub, page);
  const now = clockAndIds.now();
  const months: Source = acrossMonths({ list: tasks, now }, (month, page) => tasks.listTasksOfMonth(month, page));
  const isOfActive = statuses !== undefined && !statuses.some(isTaskEnded) && !(after !== undefined && isInMonths(after));
  return isOfActive ? ((await activeTasks(tasks, { statuses, after })) ?? months) : months;
}
