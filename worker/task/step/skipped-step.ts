/** Ends the task of a step that has nothing to do, before any agent is started. */
import { recordChange } from '../change/record-change.ts';
import { completedEnding, failureEnding, type Ending } from '../ending.ts';
import type { Hydrated } from '../hydrate.ts';
import type { Job } from '../job.ts';
import { applyReviewStateOfBranch } from '../review-state.ts';
import type { Prepared } from './prepare-step.ts';

export async function skippedStep(
  job: Job,
  hydrated: Hydrated,
  { why, report }: Extract<Prepared, { kind: 'skip' }>,
): Promise<Ending> {
  await job.running();
  job.output.append(`(The step is skipped: ${why}.)\n`);
  const { forge, clone } = hydrated;
  const pull = await applyReviewStateOfBranch(job, forge, clone.branch);
  if (!pull.ok) return failureEnding(pull);
  const change = await recordChange(job, [{ job, hydrated, commit: undefined }]);
  return completedEnding(
    { cost_usd: 0, turns: 0 },
    {
      ...{ outcome: 'step_skipped', changed: false, said: why },
      ...(pull.value === null ? {} : { pr_url: pull.value }),
      ...(report ? { batch: report } : {}),
      ...change,
    },
  );
}
