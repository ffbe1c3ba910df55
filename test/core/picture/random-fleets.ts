/** Random fleets: nested groups, dependencies without circles among ranges, any statuses, hostile names. */
import * as fc from 'fast-check';
import { targetStatuses, type TargetStatus } from '../../../core/fleet.ts';
import type { Edge } from '../../../core/graph/graph.ts';
import type { Group } from '../../../core/picture/parts.ts';
import { pictureOf } from '../../../core/picture/picture.ts';
import type { TreeFacts } from '../../../core/picture/tree.ts';
import { hostileTexts, type Shown } from './shown-fleets.ts';

/** A group with so many targets of its own, and groups. */
interface Tree {
  readonly name: string;
  readonly own: number;
  readonly groups: readonly Tree[];
}

const anyText = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/),
  fc.constantFrom(...hostileTexts),
  fc.string({ maxLength: 64, unit: 'grapheme' }),
  fc.string({ maxLength: 20, unit: 'binary' }),
);

/** Groups so many deep at most. */
const treeOf = (depth: number): fc.Arbitrary<Tree> =>
  fc.record({
    name: anyText,
    own: fc.integer({ min: 0, max: 30 }),
    groups: depth === 1 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 3 }),
  });

/** The groups depth first, each with at least one target, as a plan makes them. */
function groupsOf(trees: readonly Tree[]): { groups: Group[]; total: number } {
  const groups: Group[] = [];
  let total = 0;
  const walk = (siblings: readonly Tree[], parent: string): void => {
    siblings.forEach(({ name, own, groups: children }, at) => {
      // A slash separates the parts of a path, and siblings have different names.
      const path = `${parent}${name.replaceAll('/', '_')}${at}`;
      const from = total;
      const index = groups.push({ path, from, to: from }) - 1;
      total += own === 0 && children.length === 0 ? 1 : own;
      walk(children, `${path}/`);
      groups[index] = { path, from, to: total };
    });
  };
  walk(trees, '');
  return { groups, total };
}

/** Ends of two ranges, as shares of the fleet, and whether groups stand for them. */
const wish = fc.record({ cuts: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), whole: fc.boolean(), optional: fc.boolean() });

/** Only later targets depend on earlier ones; sorted by the first of them, the edges are in topological order. */
function edgeOf(
  groups: readonly Group[],
  total: number,
  { cuts, whole, optional }: typeof wish extends fc.Arbitrary<infer W> ? W : never,
): Edge[] {
  const [onFrom = 0, onTo = 0, from = 0, to = 0] = cuts.map((cut) => cut % (total + 1)).sort((one, other) => one - other);
  const [some, later] = [groups[cuts[0] % groups.length], groups[cuts[1] % groups.length]];
  if (whole && some && later && some.to <= later.from) {
    return [{ from: later.from, to: later.to, onFrom: some.from, onTo: some.to, optional }];
  }
  return onFrom < onTo && from < to ? [{ from, to, onFrom, onTo, optional }] : [];
}

export const randomFleet: fc.Arbitrary<Shown> = fc
  .record({
    trees: fc.oneof(
      fc.array(treeOf(4), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 300 }).map((own) => [{ name: 'default', own, groups: [] }]),
      fc.integer({ min: 101, max: 450 }).map((count) => Array.from({ length: count }, () => ({ name: 'g', own: 1, groups: [] }))),
    ),
    wishes: fc.array(wish, { maxLength: 60 }),
    statuses: fc.array(fc.constantFrom<TargetStatus>(...targetStatuses), { minLength: 1, maxLength: 40 }),
    names: fc.array(anyText, { minLength: 1, maxLength: 40 }),
    title: fc.oneof(anyText, fc.string({ maxLength: 200, unit: 'binary' })),
    opened: fc.array(fc.nat(), { maxLength: 6 }),
    seconds: fc.option(fc.integer({ min: -5, max: 400_000 })),
  })
  .map(({ trees, wishes, statuses, names, title, opened, seconds }) => {
    const isPlain = trees.length === 1 && trees[0]?.name === 'default';
    const made = groupsOf(trees);
    const { total } = made;
    const groups = isPlain ? [{ path: 'default', from: 0, to: total }] : made.groups;
    const edges = wishes.flatMap((one) => edgeOf(groups, total, one)).sort((one, other) => one.from - other.from);
    const picture = pictureOf({
      ...{ title, status: 'RUNNING', groups, edges },
      statuses: Array.from({ length: total }, (_, at) => statuses[at % statuses.length] ?? 'PENDING'),
      expand: opened.map((at) => groups[at % groups.length]?.path ?? ''),
    });
    const targets = Array.from({ length: total }, (_, at): [number, TreeFacts] => {
      const name = names[at % names.length] ?? '';
      const running = at % 3 === 0;
      const startedAt = seconds === null ? null : seconds * 1_000;
      return [at, { name, path: `p/${name}`, startedAt, durationS: running ? null : seconds, blockedBy: null }];
    });
    return { picture, facts: { targets: new Map(targets), now: 3_600_000 } };
  });
