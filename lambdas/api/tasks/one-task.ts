/** Reads or cancels one task, or reads what it changed. */
import { lastLines } from '../../../core/text/last-lines.ts';
import { queuePositionOf, toTaskDetail } from '../../../tasks/task-detail.ts';
import type { Operations } from '../../../contracts/http/operations.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { data, refuse } from '../answer.ts';
import type { ApiPorts } from '../api-ports.ts';
import { diffAnswer } from '../diff-answer.ts';
import type { Handler } from '../request.ts';
import { withOwnTask, withTask } from './with-task.ts';

export const getTask: Handler<Operations['getTask']> = (ports, { params, caller }) =>
  withTask(ports, params.task_id, caller, async (row) => data(200, await detailOf(ports, row)));

export const cancelTask: Handler<Operations['cancelTask']> = (ports, { params, caller }) =>
  withOwnTask(ports, params.task_id, caller, async (row) => {
    const came = await ports.core.cancelTask(row.task_id, 'asked');
    const now = (await ports.tasks.getTask(row.task_id)) ?? row;
    if (came === 'terminal') return refuse('TASK_ALREADY_TERMINAL', `The task has ended: it is ${now.status}.`);
    if (came === 'finalizing') {
      return refuse(
        'INVALID_STATE',
        `The task is ${now.status}: it ends by itself in a moment and cannot be cancelled any more.`,
      );
    }
    return data(200, { ...(await detailOf(ports, now)), cancelled_at: now.completed_at ?? now.updated_at });
  });

export const getTaskOutput: Handler<Operations['getTaskOutput']> = (ports, { params, query, caller }) =>
  withTask(ports, params.task_id, caller, async (row) => {
    const { getTaskOutput: output, getRawOutput: raw } = ports.taskEvents;
    const whole = (await (query.raw === 'true' ? raw : output)(row.task_id)) ?? '';
    const body = query.last_bytes === undefined ? whole : lastLines(whole, query.last_bytes);
    return { kind: 'text', type: 'text/plain; charset=utf-8', body };
  });

export const getTaskDiff: Handler<Operations['getTaskDiff']> = (ports, { params, query, caller }) =>
  withTask(ports, params.task_id, caller, (row) => diffAnswer(ports, row, query));

const detailOf = async ({ tasks, clockAndIds }: ApiPorts, row: TaskRow) =>
  toTaskDetail(row, { now: clockAndIds.now(), queuePosition: await queuePositionOf(tasks, row) });
