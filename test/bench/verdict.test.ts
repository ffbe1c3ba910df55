import type { Row } from '../../bench/soak/row.ts';
import { sentenceOn, verdictOn } from '../../bench/soak/verdict.ts';

const level: Row = {
  fleets: 0,
  pss: 400,
  heap: 40,
  workerPss: 100,
  workerHeap: 30,
  fds: 150,
  workerFds: 30,
  threads: 17,
  iterators: 0,
  runs: 0,
  names: 10,
  tokens: 0,
  files: 4,
  leftFiles: 0,
  tables: 10,
  logs: 1,
  events: 1,
};
/** Twelve rows, each made from the one before. */
const rows = (next: (row: Row) => Partial<Row>): Row[] => {
  const all = [level];
  while (all.length < 12) all.push({ ...level, ...next(all.at(-1) ?? level) });
  return all;
};

test('what stays level, or goes up and down, is no growth; nor is what is kept on purpose, or memory', () => {
  const kept = rows(({ names, pss = 0, tables, files }) => ({
    names: names + 10,
    pss: pss + 20,
    tables: tables + 5,
    files: files + 2,
  }));
  expect(verdictOn(kept)).toEqual({ grew: [], notCounted: [] });
  expect(verdictOn(rows(({ fds }) => ({ fds: fds === 150 ? 170 : 150 })))).toEqual({ grew: [], notCounted: [] });
  expect(sentenceOn(verdictOn(kept))).toMatch(/^Level/);
});

test('each count that grows is named with its figures', () => {
  const growing = rows(({ iterators = 0, leftFiles = 0, fds = 0 }) => ({
    iterators: iterators + 100,
    leftFiles: leftFiles + 4,
    fds: fds + 10,
  }));
  const said = sentenceOn(verdictOn(growing));
  expect(said).toContain('open iterators: 400 in the second quarter, 1000 in the last');
  expect(said).toContain('left over: 16 in the second quarter, 40 in the last');
  expect(said).toContain('descriptors of the runtime: 190 in the second quarter, 250 in the last');
});

test('a count that no row has is named, and is no growth', () => {
  const elsewhere = rows(() => ({ iterators: undefined, leftFiles: undefined })).slice(1);
  const verdict = verdictOn(elsewhere);
  expect(verdict).toEqual({ grew: [], notCounted: ['open iterators', 'table files that are left over'] });
  expect(sentenceOn(verdict)).toMatch(/^Level.*Not counted: open iterators, table files that are left over\.$/);
  // LevelDB is opened by the first fleet only.
  expect(verdictOn([{ ...level, iterators: undefined }, ...rows(() => ({}))]).notCounted).toEqual([]);
});

test('a few rows tell nothing', () => {
  expect(verdictOn(rows(() => ({})).slice(0, 7))).toEqual({ grew: undefined, notCounted: [] });
});
