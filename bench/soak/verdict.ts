/** Decides whether the counts stayed level, by comparing the last quarter of the rows with the second one. */
import type { Row } from './row.ts';

/** The counts that must stay level, with their names in the verdict. Memory and stored data may grow. */
const counted = {
  fds: 'file descriptors of the runtime',
  workerFds: 'file descriptors of the worker',
  threads: 'threads of the runtime',
  iterators: 'open iterators',
  runs: 'executions that run',
  tokens: 'task tokens that wait',
  leftFiles: 'table files that are left over',
} as const satisfies Partial<Record<keyof Row, string>>;

/** With fewer rows, a quarter is too small to compare. */
const fewestRows = 8;
/** A share or a number that a count may grow by, since connections and compactions come and go. */
const [share, slack] = [1.25, 8];

export interface Verdict {
  /** A sentence per count that grew. Undefined: too few rows for a verdict. */
  readonly grew: readonly string[] | undefined;
  /** Names of the counts that no row has. */
  readonly notCounted: readonly string[];
}

/** @param rows in their order, without the row before the first fleet */
export function verdictOn(rows: readonly Row[]): Verdict {
  // `counted` has no other keys than its type.
  const names = Object.keys(counted) as (keyof typeof counted)[];
  const notCounted = names.filter((name) => rows.every((row) => row[name] === undefined)).map((name) => counted[name]);
  if (rows.length < fewestRows) return { grew: undefined, notCounted };
  const quarter = Math.floor(rows.length / 4);
  const [second, last] = [rows.slice(quarter, 2 * quarter), rows.slice(-quarter)];
  const grew = names.flatMap((name) => {
    const [before, after] = [mean(second, name), mean(last, name)];
    const grown = after > Math.max(before * share, before + slack);
    return grown ? [`${counted[name]}: ${before.toFixed(0)} in the second quarter, ${after.toFixed(0)} in the last`] : [];
  });
  return { grew, notCounted };
}

const mean = (rows: readonly Row[], name: keyof typeof counted): number =>
  rows.reduce((sum, row) => sum + (row[name] ?? 0), 0) / rows.length;

export function sentenceOn({ grew, notCounted }: Verdict): string {
  return [sentenceOnGrowth(grew), ...(notCounted.length > 0 ? [`Not counted: ${notCounted.join(', ')}.`] : [])].join(' ');
}

function sentenceOnGrowth(grew: Verdict['grew']): string {
  if (grew === undefined) return `Too few rows for a verdict: run at least ${fewestRows} fleets.`;
  if (grew.length === 0) {
    return 'Level: no handle, run, token or left-over table file became more from the second quarter to the last.';
  }
  return `Growing: ${grew.join('; ')}.`;
}
