/** A task as callers of the API see it. */
import { taskDetail, type TaskDetail, type TaskRow } from '../contracts/task.ts';
import { reportOfText } from '../contracts/report.ts';
import type { RepositoryOutcome, SharedRepoOfTask } from '../contracts/shared-repos.ts';
import type { TaskStore } from '../adapters/task-stores.ts';
import { placeOf } from '../adapters/task/task-lane.ts';
import { waitsUntil } from './waits-until.ts';

interface Seen {
  /** Epoch milliseconds. */
  readonly now: number;
  /** From `queuePositionOf`; left out in lists, which do not show it. */
  readonly queuePosition?: number | null;
}

/** The view of a stored task: it has every key, and no field that only the platform reads. */
export function toTaskDetail(row: TaskRow, { now, queuePosition = null }: Seen): TaskDetail {
  const waitMs = waitsUntil(row) - now;
  return taskDetail.parse({
    ...row,
    duration_s: secondsBetween(row.started_at, row.completed_at),
    queue_position: queuePosition,
    // Of another wait the platform knows no end: it does not know how long the tasks before this one will run.
    estimated_wait_s: waitMs > 0 ? Math.ceil(waitMs / 1_000) : null,
    waits_for: waitMs > 0 && row.waits_for ? { host: row.waits_for.host, until: row.waits_for.until } : null,
    attempt: row.channel_metadata?.attempt ?? null,
    report: reportOfText(row.report),
    repositories: row.repositories ?? row.shared_repos?.map(nothingKnown) ?? null,
  });
}

const nothingKnown = ({ repo }: SharedRepoOfTask): RepositoryOutcome => ({
  repo,
  ...{ outcome: null, build_passed: null, branch: null, commit: null, pr_url: null, message: null },
});

const secondsBetween = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000);

/** Positions further back are not shown. */
const longestQueueShown = 1_000;

/**
 * The position of a QUEUED task in its lane (that of its fleet, or of the single tasks of its user), from 1. Null for any other task, and
 * while the index does not show the task yet.
 */
export async function queuePositionOf(tasks: Pick<TaskStore, 'listQueuedTasks'>, row: TaskRow): Promise<number | null> {
  if (row.status !== 'QUEUED') return null;
  const { userId, lane, taskId } = placeOf(row);
  const at = (await tasks.listQueuedTasks(userId, lane, longestQueueShown)).indexOf(taskId);
  return at < 0 ? null : at + 1;
}
