/**
 * The trailer that marks the commits of one target: `Bgagent-Target: <fleet_id>/<path>#<attempt>`. For a single task its value is the
 * task's id. A push may only replace commits of the same target and of the same or an earlier attempt (architecture.md, The worker).
 */
import type { TaskRow } from '../../contracts/task.ts';

export const trailerKey = 'Bgagent-Target';

export interface Trailer {
  readonly value: string;
  /** Whether a push may replace a commit whose trailer has this value. */
  readonly mayReplace: (value: string) => boolean;
  /** Whether work that goes on with its branch drops a commit at its tip that has this value: of the same attempt, or of one that was LOST. */
  readonly isDropped: (value: string) => boolean;
}

export function trailerOf(task: Pick<TaskRow, 'task_id' | 'channel_metadata' | 'lost_attempts'>): Trailer {
  const metadata = task.channel_metadata;
  const isOfTask = (value: string): boolean => value === task.task_id;
  if (!metadata) return { value: task.task_id, mayReplace: isOfTask, isDropped: isOfTask };
  const dropped = [metadata.attempt, ...(task.lost_attempts ?? [])];
  const target = `${metadata.fleet_id}/${metadata.target}`;
  return {
    value: `${target}#${metadata.attempt}`,
    mayReplace(value) {
      const work = readTrailer(value);
      return work.target === target && work.attempt >= 1 && work.attempt <= metadata.attempt;
    },
    isDropped(value) {
      const work = readTrailer(value);
      return work.target === target && dropped.includes(work.attempt);
    },
  };
}

/** The work that a commit was made for. */
export interface Work {
  /** `<fleet_id>/<path>`, or the id of a single task. */
  readonly target: string;
  /** 0 for a single task. */
  readonly attempt: number;
}

export function readTrailer(value: string): Work {
  const [, target = value, attempt = '0'] = /^(.*)#(\d+)$/.exec(value) ?? [];
  return { target, attempt: Number(attempt) };
}
