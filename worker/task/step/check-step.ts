/** Checks what the work of a step left in the branch: the tasks of its batch are ticked, and the files that it must write are there. */
import type { BatchReport } from '../../../contracts/steps.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { done, type Failed, type Step } from '../../failure.ts';
import type { Git } from '../../git/git.ts';
import { stepFailures } from '../../step-failures.ts';
import { checkBatch } from './check-batch.ts';
import type { StepWork } from './prepare-step.ts';
import { globsWithoutFile } from './globs.ts';

export interface CheckedStep {
  readonly report: BatchReport | undefined;
  /** Undefined: all that the step asks for is there. */
  readonly problem: Failed | undefined;
}

/** @param commit the one that the work left; the one that it started from where it changed nothing */
export async function checkStep(git: Git, commit: string, { task, batch }: StepWork): Promise<Step<CheckedStep>> {
  const size = task.batches?.size ?? 1;
  const ticked = batch ? await checkBatch(git, commit, { batch, size }) : done(undefined);
  if (!ticked.ok) return ticked;
  const missing = await globsWithoutFile(git, commit, task.expects ?? []);
  if (!missing.ok) return missing;
  const artifacts = missing.value.length === 0 ? undefined : artifactMissing(missing.value);
  return done({ report: ticked.value?.report, problem: ticked.value?.problem ?? artifacts });
}

const artifactMissing = (globs: readonly string[]): Failed =>
  stepFailures.artifactMissing(`The branch has no file after the work that matches: ${globs.join(', ')}.`);

/** Whether the repository's build_command runs after the work. */
export const runsBuild = ({ build = true }: TaskRow, report: BatchReport | undefined): boolean =>
  build === 'last_batch' ? report?.left === 0 : build;
