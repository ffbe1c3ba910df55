/** Lists the events of a task: from the beginning, after one of them, or newest first. */
import * as z from 'zod';
import type { Operations } from '../../../contracts/http/operations.ts';
import type { TaskEventsRequest } from '../../../adapters/task-stores.ts';
import type { ApiRequest, Handler } from '../request.ts';
import { brokenToken, pageAnswer, positionOf } from '../lists/page.ts';
import { withTask } from './with-task.ts';

export const listTaskEvents: Handler<Operations['listTaskEvents']> = (ports, { params, query, caller, pages }) =>
  withTask(ports, params.task_id, caller, async (row) => {
    const position = await positionOf(pages, query.next_token);
    if (!position.ok) return brokenToken;
    const from = position.after === undefined ? beginning(query) : startOf(position.after);
    const page = await ports.taskEvents.listTaskEvents(row.task_id, { ...from, limit: query.limit });
    return pageAnswer(page.items, page.next === undefined ? undefined : JSON.stringify({ ...from, after: page.next }), pages);
  });

/** The beginning of the list and its direction. */
type Start = Omit<TaskEventsRequest, 'limit'>;

const beginning = ({ after, desc }: ApiRequest<Operations['listTaskEvents']>['query']): Start => ({
  ...(after === undefined || after === '' ? {} : { afterEvent: after }),
  newestFirst: desc === '1' || desc === 'true',
});

/** The token holds both, since ABCA's clients send nothing but the token for the next page. */
const start = z.object({ after: z.string(), afterEvent: z.string().optional(), newestFirst: z.boolean() });
const startOf = (position: string): Start => start.parse(JSON.parse(position));
