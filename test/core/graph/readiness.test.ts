import fc from 'fast-check';
import { isTerminalTarget, targetStatuses, type TargetStatus } from '../../../core/fleet.ts';
import type { DependencyGraph, Edge } from '../../../core/graph/graph.ts';
import { MarkedOrdinals } from '../../../core/graph/marked-ordinals.ts';
import { blockedIn, heldBackIn, unblockedIn } from '../../../core/graph/readiness.ts';
import { dependenciesOf, edge, graphOf } from './graph-of.ts';

const total = 12;
const ordinal = fc.nat(total - 1);
const range = fc
  .tuple(ordinal, fc.integer({ min: 1, max: 4 }))
  .map(([from, count]) => ({ from, to: Math.min(total, from + count) }));
const candidate: fc.Arbitrary<Edge> = fc
  .tuple(range, range, fc.boolean())
  .map(([of, on, optional]) => ({ ...of, onFrom: on.from, onTo: on.to, optional }));
const graphs = fc
  .array(candidate, { maxLength: 14, size: 'max' })
  .map((edges) => graphOf(total, edges) ?? { edges: [], dependents: [] });
const statuses = fc.array(fc.constantFrom<TargetStatus>(...targetStatuses, 'SUCCEEDED', 'PENDING'), {
  minLength: total,
  maxLength: total,
});
const all = Array.from({ length: total }, (_, at) => at);

const required = ({ edges }: DependencyGraph): Edge[] => edges.filter(({ optional }) => !optional);
const optional = ({ edges }: DependencyGraph): Edge[] => edges.filter((each) => each.optional);

test('a target is held back by exactly what its dependencies are', () => {
  fc.assert(
    fc.property(graphs, statuses, (graph, now) => {
      const isHeldBack = heldBackIn(graph, now);
      const expected = all.filter(
        (at) =>
          dependenciesOf(required(graph), at, total).some((on) => now[on] !== 'SUCCEEDED') ||
          dependenciesOf(optional(graph), at, total).some((on) => !isTerminalTarget(now[on] ?? 'PENDING')),
      );
      expect(all.filter(isHeldBack)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

/** Blocks one target after the other until none is left to block. */
function blockedOneByOne(graph: DependencyGraph, before: readonly TargetStatus[]): number[] {
  const now = [...before];
  const isBad = (on: number): boolean => isTerminalTarget(now[on] ?? 'PENDING') && now[on] !== 'SUCCEEDED';
  const blocked = new Set<number>();
  for (let changed = true; changed;) {
    changed = false;
    for (const at of all) {
      const may = now[at] === 'PENDING' || now[at] === 'BLOCKED';
      if (!may || blocked.has(at) || !dependenciesOf(required(graph), at, total).some(isBad)) continue;
      now[at] = 'BLOCKED';
      blocked.add(at);
      changed = true;
    }
  }
  return [...blocked].sort((a, b) => a - b);
}

test('what can never run is blocked, and nothing else; the cause ended badly and is no blocked target itself', () => {
  fc.assert(
    fc.property(graphs, statuses, (graph, now) => {
      const causes = blockedIn(graph, now);
      expect([...causes.keys()].sort((a, b) => a - b)).toEqual(blockedOneByOne(graph, now));
      for (const cause of causes.values()) {
        expect(now[cause]).not.toBe('SUCCEEDED');
        expect(isTerminalTarget(now[cause] ?? 'PENDING')).toBe(true);
        if (now[cause] === 'BLOCKED') expect(causes.has(cause)).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

test('a blocked target is free again when nothing in its way has ended badly', () => {
  const chain = graphOf(3, [edge(1, 0), edge(2, 1)]) ?? { edges: [], dependents: [] };
  expect(unblockedIn(chain, ['FAILED', 'BLOCKED', 'BLOCKED'])).toEqual([]);
  expect(unblockedIn(chain, ['PENDING', 'BLOCKED', 'BLOCKED'])).toEqual([1, 2]);
  expect(unblockedIn(chain, ['SUCCEEDED', 'SKIPPED', 'BLOCKED'])).toEqual([]);
  expect(unblockedIn(chain, ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])).toEqual([]);
});

test('the first marked ordinal of a range', () => {
  const size = fc.integer({ min: 1, max: 70 });
  fc.assert(
    fc.property(size, fc.array(fc.nat(69)), fc.nat(70), fc.nat(70), (count, added, one, other) => {
      const marks = new MarkedOrdinals(count);
      const known = added.filter((each) => each < count);
      for (const each of known) marks.add(each);
      const [from, to] = [Math.min(one, other, count), Math.min(Math.max(one, other), count)];
      const inside = known.filter((each) => each >= from && each < to).sort((a, b) => a - b);
      expect(marks.firstIn(from, to)).toBe(inside[0]);
    }),
  );
});
