/** What the page says of changes, in which order they stand, and what is told after others have decided. */
import fc from 'fast-check';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { aboutGroup, emptyWords, groupInWords, totalsInWords, withoutChange } from '../../web/changes/change-words.ts';
import { orderGroups, seenMore, seenOf, sinceSeen } from '../../web/changes/order-groups.ts';
import { reviewButtons } from '../../web/changes/review-buttons.ts';
import { openAtFirst, linesAtFirst } from '../../web/diff/fold.ts';
import { readDiff } from '../../web/diff/diff-lines.ts';

const hash = (digit: string): string => digit.repeat(64);
const change = { files: 2, added: 4, removed: 2 };

test.each([
  [38, '38 targets have this change: 2 files, +4 −2'],
  [1, '1 target has this change: 2 files, +4 −2'],
])('a group of %i', (count, words) => {
  expect(groupInWords({ count, change })).toBe(words);
});

test.each([
  [9, 9, 'aaaaaaaa · all 9 wait for a review · for example api'],
  [9, 1, 'aaaaaaaa · 1 of 9 waits for a review · for example api'],
  [1, 1, 'aaaaaaaa · it waits for a review · for example api'],
  [9, 0, 'aaaaaaaa · for example api'],
])('a group of %i of which %i wait', (count, waiting, words) => {
  expect(aboutGroup({ hash: hash('a'), count, waiting, example: 'api' })).toBe(words);
});

test.each([
  [{ targets: 40, groups: 3 }, '40 targets have 3 different changes.'],
  [{ targets: 40, groups: 1 }, '40 targets have the same change.'],
  [{ targets: 1, groups: 1 }, '1 target has a change.'],
])('%j in words', (totals, words) => {
  expect(totalsInWords(totals)).toBe(words);
});

// Of the progress only the total is read.
const progress = (total: number) => ({ total }) as FleetView['progress'];

test('targets in no group are told: those whose change a person cannot see, and those that have none', () => {
  const totals = { groups: 1, targets: 5, waiting: 2 };
  expect(withoutChange({ status: 'RUNNING', reviews: 2, progress: progress(5) }, totals)).toEqual([]);
  expect(withoutChange({ status: 'PAUSED', reviews: 3, progress: progress(8) }, totals)).toEqual([
    '1 target waits for a review, and the change is not known. The tab Targets has what is known, one by one.',
    '2 targets have no change that is known. The work is not done there, it changed nothing, or the change could not be read.',
  ]);
  expect(withoutChange({ status: 'PARTIAL', reviews: 0, progress: progress(6) }, totals)).toEqual([
    '1 target has no change that is known. Nothing was changed there, or the change could not be read.',
  ]);
});

test.each([
  ['PENDING', null, /has not started/],
  ['RUNNING', '2026-01-01T00:00:00Z', /appear here/],
  ['SUCCEEDED', '2026-01-01T00:00:00Z', /changed anything/],
] as const)('a fleet without changes that is %s', (status, started_at, words) => {
  expect(emptyWords({ status, started_at, progress: progress(3) })).toMatch(words);
});

const counted = (name: string, count: number, waiting: number) => ({ hash: hash(name), count, waiting });

test('changes that wait come first, else the order stays', () => {
  const groups = [counted('a', 9, 0), counted('b', 5, 5), counted('c', 4, 0), counted('d', 1, 1)];
  expect(orderGroups(groups).map(({ hash: [first] }) => first)).toEqual(['b', 'd', 'a', 'c']);
});

test('what was decided and what moved on since a person looked is told', () => {
  const seen = seenOf([counted('a', 9, 9), counted('b', 5, 3), counted('c', 1, 1), counted('d', 2, 0)]);
  expect(sinceSeen(seen, [counted('a', 9, 0), counted('b', 4, 2), counted('d', 3, 0), counted('e', 9, 9)])).toEqual([
    '9 targets with the change aaaaaaaa no longer wait for a review.',
    '1 of 5 targets with the change bbbbbbbb has another one now.',
    '1 target with the change cccccccc has another one now.',
  ]);
  expect(sinceSeen(seen, [counted('a', 9, 7), counted('b', 5, 3), counted('c', 1, 0), counted('d', 2, 0)])).toEqual([
    '2 of 9 targets with the change aaaaaaaa no longer wait for a review.',
    '1 target with the change cccccccc no longer waits for a review.',
  ]);
});

test('a fleet that only gets more changes has no news', () => {
  const group = fc.record({ hash: fc.constantFrom('a', 'b', 'c', 'd'), count: fc.nat(9), waiting: fc.nat(9) });
  const groupsOf = fc.uniqueArray(group, { selector: (each) => each.hash });
  fc.assert(
    fc.property(groupsOf, groupsOf, fc.nat(3), (before, others, more) => {
      const seen = seenOf(before);
      const grown = before.map(({ hash: name, count, waiting }) => ({
        hash: name,
        count: count + more,
        waiting: waiting + more,
      }));
      const now = [...grown, ...others.filter(({ hash: name }) => !seen.has(name))];
      expect(sinceSeen(seen, now)).toEqual([]);
      const next = seenMore(seen, now);
      expect([...next].map(([name, { count, waiting }]) => ({ hash: name, count, waiting }))).toEqual(now);
      expect(seenMore(next, before)).toBe(next);
    }),
  );
});

test('a decision is offered where targets wait and the fleet takes it', () => {
  const group = { hash: hash('a'), waiting: 3 };
  expect(reviewButtons({ actions: ['approve', 'reject', 'steer', 'pause'] }, group)).toEqual([
    { label: 'Approve 3…', primary: true, asked: { kind: 'approve', changeGroup: { hash: hash('a'), count: 3 } } },
    { label: 'Steer 3…', primary: false, asked: { kind: 'steer', changeGroup: { hash: hash('a'), count: 3 } } },
    { label: 'Reject 3…', primary: false, asked: { kind: 'reject', changeGroup: { hash: hash('a'), count: 3 } } },
  ]);
  expect(reviewButtons({ actions: ['approve', 'reject'] }, group).map(({ label }) => label)).toEqual(['Approve 3…', 'Reject 3…']);
  expect(reviewButtons({ actions: ['approve'] }, { ...group, waiting: 0 })).toEqual([]);
});

test('of a large diff the first files are open, until enough lines are shown', () => {
  const diff = (lines: number, at: number): string =>
    `diff --git a/${at} b/${at}\n--- a/${at}\n+++ b/${at}\n@@ -0,0 +1,${lines - 1} @@\n${'+x\n'.repeat(lines - 1)}`;
  const open = (sizes: readonly number[]) => openAtFirst(readDiff(sizes.map(diff).join('')));
  expect(open([3, 3])).toEqual([true, true]);
  expect(open([50_000, 3])).toEqual([true, true]);
  expect(open(Array.from({ length: 8 }, () => linesAtFirst))).toEqual([true, true, true, true, true, false, false, false]);
});
