/**
 * How a step is marked among the others of its target: the one that the target is at, what it is past, what failed, what is to come.
 * Example: step `analyze` of a PENDING target whose design is done → `current`, although no attempt at it has begun.
 */
import type { SeenStep, SeenTarget } from './seen-target.ts';

export type StepMark = 'current' | 'done' | 'skipped' | 'failed' | 'pending';

export function stepMark({ name, status }: SeenStep, target: Pick<SeenTarget, 'step' | 'status'>): StepMark {
  if (status === 'running' || status === 'waiting') return 'current';
  // It comes to this step next.
  if (status === 'pending' && name === target.step && target.status === 'PENDING') return 'current';
  return status;
}
