/** Looks for the row of a target in what was read by ranges of ordinals. */
import type { TargetView } from '../../contracts/http/fleet.ts';
import type { Range } from './row-reads.ts';

/** The rows that a read of a range brought: not every ordinal of the range has one. */
export interface RangeRead extends Range {
  readonly rows: readonly TargetView[];
}

/** The row in the first of the reads that has it. */
export function knownRow(reads: Iterable<RangeRead>, ordinal: number): TargetView | undefined {
  for (const { from, to, rows } of reads) {
    if (ordinal < from || ordinal > to) continue;
    const row = rows.find((each) => each.ordinal === ordinal);
    if (row !== undefined) return row;
  }
  return undefined;
}
