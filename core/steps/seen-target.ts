/** A target with steps as its readers see it: what the API answers, as far as words about its progress need it. */
import type { TargetStatus } from '../fleet.ts';

/** What an attempt did of a list of tasks. */
export interface SeenBatch {
  readonly index: number;
  readonly count: number;
  readonly name: string;
  /** Batches with open tasks after this one, and the name of the first of them. */
  readonly left: number;
  readonly next?: string | null;
  /** Of the whole file, after the work. */
  readonly tasks_open: number;
  readonly tasks_done: number;
}

export interface SeenAttempt {
  readonly step: string | null;
  readonly status: TargetStatus;
  readonly trigger: string;
  readonly batch: SeenBatch | null;
  readonly duration_s: number | null;
  readonly failure: { readonly message: string } | null;
}

export interface SeenStep {
  readonly name: string;
  readonly status: 'pending' | 'running' | 'waiting' | 'done' | 'skipped' | 'failed';
}

export interface SeenTarget {
  readonly status: TargetStatus;
  readonly trigger: string | null;
  /** The step of the current attempt, or of the next one; null: the fleet has no steps. */
  readonly step: string | null;
  readonly steps: readonly SeenStep[];
  readonly waiting: { readonly for: string } | null;
  /** ISO time; null: it has not begun. */
  readonly started_at: string | null;
  /** The one that runs has the status of its target. */
  readonly attempts: readonly SeenAttempt[];
}
