/**
 * The trailer that marks the commits of one target: `Bgagent-Target: <fleet_id>/<path>#<attempt>`, or a single task's id.
 * A push may replace commits of the same target and of no later attempt, and nothing else (architecture.md, The worker).
 */
import type { TaskRow } from '../../contracts/task.ts';

export const trailerKey = 'Bgagent-Target';

export interface Trailer {
  readonly value: string;
  /** Whether a commit with this trailer's value may be replaced. */
  mayReplace(value: string): boolean;
}

export function trailerOf(task: Pick<TaskRow, 'task_id' | 'channel_metadata'>): Trailer {
  const metadata = task.channel_metadata;
  if (!metadata) return { value: task.task_id, mayReplace: (value) => value === task.task_id };
  const target = `${metadata.fleet_id}/${metadata.target}`;
  return {
    value: `${target}#${metadata.attempt}`,
    mayReplace(value) {
      const [, other, attempt] = /^(.*)#(\d+)$/.exec(value) ?? [];
      return other === target && Number(attempt) <= metadata.attempt;
    },
  };
}
