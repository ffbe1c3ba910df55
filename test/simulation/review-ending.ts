/** The end of work that is kept for a review, and of an attempt that publishes: only what was approved is published. */
import { createHash } from 'node:crypto';
import type { KeptForReview } from '../../contracts/change.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { failed } from '../../worker/failure.ts';
import { failureEnding, type Ending } from '../../worker/task/ending.ts';
import type { Reviewing } from './draw-reviewing.ts';

/** Each commit is another change. */
const keptChanges = ({ repo }: TaskRow, commit: string): Pick<Ending['changes'], 'kept' | 'change'> => ({
  kept: {
    work: [{ repo: repo ?? '', ref: 'refs/bgagent/review/x', commit, checks: [] }],
    ...{ pr_title: null, summary: null },
  },
  change: { hash: createHash('sha256').update(commit).digest('hex'), files: 1, added: 1, removed: 0, bytes: 1, cut: false },
});

/** @param ending of the same work, if nobody reviewed it */
export function reviewEnding(reviewing: Reviewing | undefined, row: TaskRow, ending: Ending): Ending {
  const path = row.channel_metadata?.target ?? '';
  if (!reviewing || ending.changes.question != null) return ending;
  if (row.publish) return publishEnding(reviewing, { path, row, ending, publish: row.publish });
  if (!row.keep_for_review || ending.status !== 'COMPLETED' || ending.changes.build_passed === false) return ending;
  const { refs, random } = reviewing;
  // What starts anew brings its own commits to the ref.
  if (row.start === undefined) refs.delete(path);
  if (ending.changes.outcome === 'changed') refs.set(path, `${row.task_id}-${row.claim}-${random.whole(0, 1e6)}`);
  const commit = refs.get(path);
  return commit === undefined ? ending : { ...ending, changes: { ...ending.changes, ...keptChanges(row, commit) } };
}

interface Publishing {
  readonly path: string;
  readonly row: TaskRow;
  readonly ending: Ending;
  readonly publish: KeptForReview;
}

function publishEnding({ refs, published, random, moving }: Reviewing, { path, row, ending, publish }: Publishing): Ending {
  const commit = publish.work[0]?.commit;
  const nothing = { cost_usd: 0, outcome: 'step_skipped', build_passed: null } as const;
  if (commit === undefined) return { status: 'COMPLETED', changes: nothing };
  if (random.chance(moving)) refs.set(path, `foreign-${random.whole(0, 1e9)}`);
  const there = refs.get(path) ?? '';
  if (there !== commit) {
    const moved = failed({ category: 'verification', by: 'user', title: 'Head moved', remedy: 'Look again.' }, 'It is another.');
    const { status, changes } = failureEnding(moved, { cost_usd: 0 });
    return { status, changes: { ...changes, ...keptChanges(row, there) } };
  }
  if (ending.status !== 'COMPLETED') return ending;
  published.set(path, commit);
  return { status: 'COMPLETED', changes: { cost_usd: 0, outcome: 'changed', build_passed: null } };
}
