/** What a task that was completed has made. `step_skipped`: its step had nothing to do. */
export const taskOutcomes = ['changed', 'no_changes', 'step_skipped'] as const;
