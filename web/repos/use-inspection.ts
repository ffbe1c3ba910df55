/**
 * Looks into a repository for its list of tasks before a phase is started, by a task that changes nothing, and asks for the batches of the list.
 * A task that is not needed any more is cancelled.
 */
import { useEffect, useMemo, useRef } from 'react';
import { inspectWorkflow } from '../../contracts/inspect-params.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { client, newKey, unwrap } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';
import type { Detected } from './detected.ts';
import { foundByStatus, foundIn, type Found } from './inspected.ts';
import { useLate } from './use-late.ts';

const pollMs = 1_000;
const lateMs = 30_000;

interface Look {
  readonly repo: string;
  readonly file: string;
  readonly batchSize: number;
  readonly enabled: boolean;
}

export function useInspection({ repo, file, batchSize, enabled }: Look): Detected {
  const look = useFound({ repo, file, enabled });
  const late = useLate(lateMs, `${repo} ${file}`);
  const text = look.found?.kind === 'list' ? look.found.text : undefined;
  const batches = useRead({
    key: ['batches', look.id, batchSize],
    read: async (signal) =>
      unwrap(await client.previewBatches({ body: { tasks_md: text ?? '', batch_size: batchSize }, signal })),
    enabled: text !== undefined,
    freshFor: Infinity,
    keep: true,
  });
  const failure = look.failure ?? (text === undefined ? undefined : batches.failure);
  if (failure !== undefined) return { kind: 'unreadable', message: failure.error.message };
  if (look.found !== undefined && look.found.kind !== 'list') return look.found;
  return text === undefined || batches.data === undefined ? { kind: 'looking', late } : { kind: 'batches', view: batches.data };
}

interface FoundByTask {
  /** Of this look: another file is another one. */
  readonly id: string;
  readonly found: Found | undefined;
  readonly failure: Read<unknown>['failure'];
}

function useFound({ repo, file, enabled }: Omit<Look, 'batchSize'>): FoundByTask {
  // Also the key of the request: one that is sent again after a lost answer makes no second task.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- another repository or file is another look
  const id = useMemo(() => newKey(), [repo, file]);
  const created = useRead({
    key: ['inspect', id],
    read: async () =>
      unwrap(
        await client.createTask({
          body: { repo, workflow_ref: inspectWorkflow, params: { paths: file } },
          headers: { 'idempotency-key': id },
        }),
      ),
    enabled,
    freshFor: Infinity,
  });
  const taskId = created.data?.task_id;
  const task = useRead({
    key: queryKeys.task(taskId ?? id, 'look'),
    read: async (signal) => unwrap(await client.getTask({ params: { task_id: taskId ?? '' }, signal })),
    every: (data) => (data !== undefined && isTaskEnded(data.status) ? false : pollMs),
    enabled: taskId !== undefined,
  });
  const output = useRead({
    key: queryKeys.task(taskId ?? id, 'output'),
    read: async (signal) => unwrap(await client.getTaskOutput({ params: { task_id: taskId ?? '' }, signal })),
    enabled: task.data?.status === 'COMPLETED',
    freshFor: Infinity,
  });
  useCancelOnLeave(taskId, task.data === undefined || !isTaskEnded(task.data.status));
  const byStatus = task.data && foundByStatus(task.data);
  return {
    id,
    found: byStatus ?? (output.data === undefined ? undefined : foundIn(output.data)),
    failure: created.failure ?? task.failure ?? output.failure,
  };
}

function useCancelOnLeave(taskId: string | undefined, isGoing: boolean): void {
  const going = useRef(isGoing);
  useEffect(() => {
    going.current = isGoing;
  });
  useEffect(
    () => () => {
      if (taskId !== undefined && going.current) void client.cancelTask({ params: { task_id: taskId } });
    },
    [taskId],
  );
}
