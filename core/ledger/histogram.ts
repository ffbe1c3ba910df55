/**
 * Durations in buckets of a log scale, four to a doubling, so that quartiles of 10,000 targets fit in a few numbers.
 * A bucket's value is its geometric middle: a quartile is right to about 9 %.
 * Example: 60 s falls into bucket 63, whose value is about 60.1 s.
 */
import type { Histogram } from './ledger.ts';

const perDoubling = 4;

export const bucketOf = (ms: number): number => Math.max(0, Math.floor(Math.log2(Math.max(1, ms)) * perDoubling));
const valueOf = (bucket: number): number => 2 ** ((bucket + 0.5) / perDoubling);

export function addDuration(histogram: Map<number, number>, ms: number): void {
  const bucket = bucketOf(ms);
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + 1);
}

export const countDurations = (histogram: Histogram): number => [...histogram.values()].reduce((sum, n) => sum + n, 0);

/** The duration (ms) below which the share `q` (0 to 1) of all lies; 0 for an empty histogram. */
export function quantile(histogram: Histogram, q: number): number {
  const total = countDurations(histogram);
  let seen = 0;
  for (const [bucket, count] of [...histogram].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= q * total) return valueOf(bucket);
  }
  return 0;
}
