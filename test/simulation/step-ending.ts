/** The end of work at a step: it may have had nothing to do, left tasks of its batch open, or changed nothing although it was a heal. */
import type { TaskRow } from '../../contracts/task.ts';
import { failed, type Failed } from '../../worker/failure.ts';
import { failureEnding, type Ending } from '../../worker/task/ending.ts';
import type { Stepping } from './draw-stepping.ts';

const tasksOpen = (): Failed =>
  failed({ category: 'verification', by: 'user', title: 'Tasks open', remedy: 'Retry.' }, 'Tasks of the batch are open.');

/** @param ending of the same work, if it were no step */
export function stepEnding(stepping: Stepping | undefined, row: TaskRow, ending: Ending): Ending {
  if (!stepping || ending.changes.question != null) return ending;
  const { random } = stepping;
  const changed = !(row.heal_context !== undefined && random.chance(stepping.idle)) && random.chance(0.9);
  if (ending.status !== 'COMPLETED' || ending.changes.build_passed === false) {
    return { ...ending, changes: { ...ending.changes, changed } };
  }
  if (row.step != null && random.chance(stepping.skipping)) {
    return { status: 'COMPLETED', changes: { cost_usd: 0, outcome: 'step_skipped', build_passed: null, changed: false } };
  }
  const batch = row.batches ? batchOf(stepping, row, row.batches.done) : null;
  if (batch && random.chance(stepping.leaving)) {
    const open = { ...batch, done: [], open: batch.task_ids };
    const { cost_usd } = ending.changes;
    const { status, changes } = failureEnding(tasksOpen(), cost_usd == null ? {} : { cost_usd });
    return { status, changes: { ...changes, batch: open, changed } };
  }
  return { ...ending, changes: { ...ending.changes, batch, changed } };
}

/** How many batches a target has follows from its path, so that each attempt finds the same list. */
function batchOf(
  { mostBatches }: Stepping,
  { channel_metadata: metadata }: TaskRow,
  done: number,
): NonNullable<TaskRow['batch']> {
  const letters = Array.from(metadata?.target ?? '', (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0);
  const count = Math.max(done + 1, 1 + (letters % mostBatches));
  const ids = [`T00${done + 1}`];
  return {
    ...{ index: done + 1, count, name: `Batch ${done + 1}`, task_ids: ids, done: ids, open: [], left: count - done - 1 },
    ...{ tasks_open: count - done - 1, tasks_done: done + 1, used_fallback: true, warnings: [] },
  };
}
