import * as z from 'zod';
import { targetStatuses } from '../../core/fleet.ts';
import { chooseLaunches } from '../../core/turn/launch.ts';
import { caseTable } from './case-table.ts';

const target = z.object({
  group: z.string(),
  status: z.enum(targetStatuses),
  depends_on: z.array(z.number()),
  attempt: z.number(),
});
type Target = z.infer<typeof target>;
const schema = {
  input: z.object({ max_concurrency: z.number(), targets: z.array(target) }),
  expected: z.object({ launch: z.array(z.number()) }),
};

/** Groups are contiguous ranges of ordinals. */
function rangesOf(targets: readonly Target[]): { from: number; to: number }[] {
  const starts = targets.flatMap((each, at) => (at === 0 || targets[at - 1]?.group !== each.group ? [at] : []));
  return starts.map((from, at) => ({ from, to: starts[at + 1] ?? targets.length }));
}

/** How many targets wait for `ordinal`, directly or not. */
function transitiveDependents(targets: readonly Target[], ordinal: number): number {
  const found = new Set<number>();
  const visit = (at: number): void => {
    targets.forEach((each, other) => {
      if (!each.depends_on.includes(at) || found.has(other)) return;
      found.add(other);
      visit(other);
    });
  };
  visit(ordinal);
  return found.size;
}

caseTable('launch', schema, ({ max_concurrency, targets }, { launch }) => {
  const chosen = chooseLaunches({
    maxConcurrency: max_concurrency,
    statuses: targets.map((each) => each.status),
    attempts: targets.map((each) => each.attempt),
    groups: rangesOf(targets),
    dependents: (ordinal) => transitiveDependents(targets, ordinal),
    ready: (ordinal) => (targets[ordinal]?.depends_on ?? []).every((at) => targets[at]?.status === 'SUCCEEDED'),
  });
  expect(chosen).toEqual(launch);
});
