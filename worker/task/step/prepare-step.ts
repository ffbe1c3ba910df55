/** Looks at the branch before the work of a step: whether there is anything to do, and which batch is its turn. */
import { done, type Step } from '../../failure.ts';
import type { BatchReport } from '../../../contracts/steps.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import type { Clone } from '../../git/clone.ts';
import { batchSection, fillIn, namesBatch } from './batch-text.ts';
import { findBatch, type Batch } from './find-batch.ts';
import { globsWithoutFile } from './globs.ts';

export interface StepWork {
  /** With the values of the batch in its description. */
  readonly task: TaskRow;
  readonly batch: Batch | undefined;
  /** What the agent is told of the batch besides its description; empty: nothing. */
  readonly batchText: string;
}

export type Prepared =
  | ({ readonly kind: 'work' } & StepWork)
  | { readonly kind: 'skip'; readonly why: string; readonly report: BatchReport | undefined };

export async function prepareStep(task: TaskRow, { git, base }: Clone): Promise<Step<Prepared>> {
  const { unless_exists: globs = [], batches, task_description: description } = task;
  const isHeal = task.heal_context !== undefined;
  // A heal finds the files that the attempt wrote which failed.
  if (globs.length > 0 && !isHeal) {
    const missing = await globsWithoutFile(git, base, globs);
    if (!missing.ok) return missing;
    const why = `The branch has ${globs.join(', ')} already`;
    if (missing.value.length === 0) return done({ kind: 'skip', why, report: undefined });
  }
  if (!batches) return done({ kind: 'work', task, batch: undefined, batchText: '' });
  const found = await findBatch(git, base, { batches, isHeal });
  if (!found.ok) return found;
  if (found.value.kind === 'none') return done({ ...found.value, kind: 'skip' });
  const { batch } = found.value;
  const filled = description === null ? null : fillIn(description, batch);
  const batchText = namesBatch(description ?? '') ? '' : batchSection(batch);
  return done({ kind: 'work', task: { ...task, task_description: filled }, batch, batchText });
}
