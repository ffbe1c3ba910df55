/** Whether what is to stay level did: the last quarter of the rows against the second one. */
import type { Row } from './row.ts';

/** What is counted, and as what it is told; memory and what is kept on purpose are not among it. */
const counted = {
  fds: 'file descriptors of the runtime',
  workerFds: 'file descriptors of the worker',
  threads: 'threads of the runtime',
  iterators: 'open iterators',
  runs: 'executions that run',
  tokens: 'task tokens that wait',
  leftFiles: 'table files that are left over',
} as const satisfies Partial<Record<keyof Row, string>>;

/** Fewer rows have no quarters that tell anything. */
const fewestRows = 8;
/** Connections and compactions come and go: so much more, or so many more, is no growth. */
const [share, slack] = [1.25, 8];

export interface Verdict {
  /** Sentences on what grew; empty: nothing did. Undefined: there are too few rows to tell. */
  readonly grew: readonly string[] | undefined;
}

/** @param rows in their order, the one before the first fleet left out */
export function verdictOn(rows: readonly Row[]): Verdict {
  if (rows.length < fewestRows) return { grew: undefined };
  const quarter = Math.floor(rows.length / 4);
  const [second, last] = [rows.slice(quarter, 2 * quarter), rows.slice(-quarter)];
  // The keys of an object literal are what its type says.
  const names = Object.keys(counted) as (keyof typeof counted)[];
  const grew = names.flatMap((name) => {
    const [before, after] = [mean(second, name), mean(last, name)];
    const grown = after > Math.max(before * share, before + slack);
    return grown ? [`${counted[name]}: ${before.toFixed(0)} in the second quarter, ${after.toFixed(0)} in the last`] : [];
  });
  return { grew };
}

const mean = (rows: readonly Row[], name: keyof typeof counted): number =>
  rows.reduce((sum, row) => sum + (row[name] ?? 0), 0) / rows.length;

export function sentenceOn({ grew }: Verdict): string {
  if (grew === undefined) return `Too few rows for a verdict: run at least ${fewestRows} fleets.`;
  if (grew.length === 0) {
    return 'Level: no handle, run, token or left-over table file became more from the second quarter to the last.';
  }
  return `Growing: ${grew.join('; ')}.`;
}
