/** Formats rows as lines of a table. */
import type { Row } from './row.ts';

const columns: readonly (readonly [heading: string, name: keyof Row, digits: number])[] = [
  ['FLEETS', 'fleets', 0],
  ['PSS', 'pss', 0],
  ['HEAP', 'heap', 1],
  ['WORKER', 'workerPss', 0],
  ['HEAP', 'workerHeap', 1],
  ['FDS', 'fds', 0],
  ['WORKER', 'workerFds', 0],
  ['THREADS', 'threads', 0],
  ['ITERATORS', 'iterators', 0],
  ['RUNS', 'runs', 0],
  ['NAMES', 'names', 0],
  ['TOKENS', 'tokens', 0],
  ['FILES', 'files', 0],
  ['LEFT', 'leftFiles', 0],
  ['TABLES', 'tables', 1],
  ['LOGS', 'logs', 1],
  ['EVENTS', 'events', 2],
];

const width = (heading: string): number => Math.max(heading.length, 6);

export const headings = (): string => line(columns.map(([heading]) => heading));
export const shown = (row: Row): string => line(columns.map(([, name, digits]) => row[name]?.toFixed(digits) ?? '-'));

const line = (cells: readonly string[]): string =>
  cells.map((cell, column) => cell.padStart(width(columns[column]?.[0] ?? ''))).join('  ');
