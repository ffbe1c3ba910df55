/** Ends the task of a step that has nothing to do, before any agent is started. */
import type { TaskChanges } from '../../../adapters/task-stores.ts';
import { done, type Step } from '../../failure.ts';
import { recordChange } from '../change/record-change.ts';
import { completedEnding, failureEnding, type Ending } from '../ending.ts';
import type { Hydrated } from '../hydrate.ts';
import type { Job } from '../job.ts';
import { isKeptForReview, keepForReview, keptChanges, keptWorkOf } from '../review/kept-work.ts';
import { applyReviewStateOfBranch } from '../review-state.ts';
import type { Prepared } from './prepare-step.ts';

export async function skippedStep(
  job: Job,
  hydrated: Hydrated,
  { why, report }: Extract<Prepared, { kind: 'skip' }>,
): Promise<Ending> {
  await job.running();
  job.output.append(`(The step is skipped: ${why}.)\n`);
  const left = isKeptForReview(job) ? await keptOf(job, hydrated) : await pullRequestOf(job, hydrated);
  if (!left.ok) return failureEnding(left);
  const change = await recordChange(job, [{ job, hydrated, commit: left.value.kept?.work[0]?.commit }]);
  return completedEnding(
    { cost_usd: 0, turns: 0 },
    {
      ...{ outcome: 'step_skipped', changed: false, said: why },
      ...left.value,
      ...(report ? { batch: report } : {}),
      ...change,
    },
  );
}

async function keptOf(job: Job, hydrated: Hydrated): Promise<Step<TaskChanges>> {
  const kept = await keepForReview(job, hydrated, undefined);
  return kept.ok ? done(keptChanges(job, keptWorkOf(job, kept.value, []), {})) : kept;
}

async function pullRequestOf(job: Job, { forge, clone }: Hydrated): Promise<Step<TaskChanges>> {
  const pull = await applyReviewStateOfBranch(job, forge, clone.branch);
  if (!pull.ok) return pull;
  return done(pull.value === null ? {} : { pr_url: pull.value });
}
