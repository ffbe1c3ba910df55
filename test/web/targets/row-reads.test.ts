/** Which reads bring the rows of some targets. */
import fc from 'fast-check';
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { targetStatuses } from '../../../core/fleet.ts';
import { knownRow } from '../../../web/targets/known-row.ts';
import { blocksOf, mostRows, rangeOfBlock, readsFor } from '../../../web/targets/row-reads.ts';

test('of 10,000 targets, all 150 that failed are read by two requests', () => {
  const statuses = Array.from({ length: 10_000 }, (_, ordinal) => (ordinal % 60 === 0 && ordinal < 9_000 ? 'FAILED' : 'PENDING'));
  const failed = [...statuses.keys()].filter((ordinal) => statuses[ordinal] === 'FAILED');
  expect(readsFor(failed, statuses)).toEqual([
    { from: 0, to: 99 * 60, statuses: ['FAILED'] },
    { from: 6_000, to: 149 * 60, statuses: ['FAILED'] },
  ]);
});

test('each wanted target is in exactly one read, and no read has more rows than a page', () => {
  const fleets = fc.array(fc.constantFrom(...targetStatuses.slice(0, 4)), { maxLength: 600 });
  fc.assert(
    fc.property(fleets, fc.infiniteStream(fc.boolean()), (statuses, isWanted) => {
      const wanted = [...statuses.keys()].filter(() => isWanted.next().value === true);
      const reads = readsFor(wanted, statuses);
      const rowsOf = ({ from, to, statuses: some }: (typeof reads)[number]): number[] =>
        [...statuses.keys()].filter(
          (ordinal) => ordinal >= from && ordinal <= to && some.some((one) => one === statuses[ordinal]),
        );
      expect(reads.every((read) => rowsOf(read).length <= mostRows)).toBe(true);
      expect(reads.flatMap(rowsOf).filter((ordinal) => wanted.includes(ordinal))).toEqual(wanted);
    }),
    { numRuns: 50 },
  );
});

test('the rows that are seen lie in blocks, and the row with the focus in one of its own', () => {
  expect(blocksOf([95, 96, 104])).toEqual([0, 1]);
  expect(blocksOf([3, 9_950, 9_951])).toEqual([0, 99]);
  expect(blocksOf([])).toEqual([]);
});

test('a block of a list is a range from its first to its last ordinal', () => {
  const shown = Array.from({ length: 150 }, (_, index) => index * 10);
  expect(rangeOfBlock(shown, 0)).toEqual({ from: 0, to: 990 });
  expect(rangeOfBlock(shown, 1)).toEqual({ from: 1_000, to: 1_490 });
  expect(rangeOfBlock(shown, 2)).toBeUndefined();
});

test('the first read that has a row tells it', () => {
  const row = (ordinal: number, path: string): TargetView => ({ ordinal, path }) as TargetView;
  const reads = [
    { from: 0, to: 9, rows: [row(1, 'new')] },
    { from: 0, to: 9, rows: [row(1, 'old'), row(2, 'other')] },
  ];
  expect(knownRow(reads, 1)?.path).toBe('new');
  expect(knownRow(reads, 2)?.path).toBe('other');
  expect(knownRow(reads, 10)).toBeUndefined();
});
