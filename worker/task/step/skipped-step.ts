/** Ends the task of a step that has nothing to do, before any agent is started. */
import { completedEnding, type Ending } from '../ending.ts';
import type { Job } from '../job.ts';
import type { Prepared } from './prepare-step.ts';

export async function skippedStep(job: Job, { why, report }: Extract<Prepared, { kind: 'skip' }>): Promise<Ending> {
  await job.running();
  job.output.append(`(The step is skipped: ${why}.)\n`);
  return completedEnding(
    { cost_usd: 0, turns: 0 },
    { outcome: 'step_skipped', changed: false, said: why, ...(report ? { batch: report } : {}) },
  );
}
