/** How many targets stand how with a step, in words. Example: `1 done · 1 running`. */

export interface SeenCounts {
  readonly done: number;
  readonly running: number;
  readonly waiting: number;
  readonly failed: number;
  readonly pending: number;
}

/** What there is none of is left out. */
export const stepCountsText = ({ done, running, waiting, failed, pending }: SeenCounts): string[] =>
  [
    ...[[done, 'done'] as const, [running, 'running'] as const, [waiting, 'waiting for a person'] as const],
    ...[[failed, 'failed'] as const, [pending, 'pending'] as const],
  ].flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : []));
