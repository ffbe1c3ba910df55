import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  hasProc,
  memoryOfTree,
  processorSecondsOfTree,
  processTree,
  shownMemory,
  sumOf,
} from '../../bench/setup/process-tree.ts';

const proc = mkdtempSync(join(tmpdir(), 'bgagent-proc-'));
afterAll(() => {
  rmSync(proc, { recursive: true, force: true });
});

interface Made {
  readonly pid: number;
  readonly parent: number;
  readonly command: readonly string[];
  /** User and system time of the process, then of its children that have ended, in ticks. */
  readonly ticks?: readonly [number, number, number, number];
  readonly memory?: { readonly pss: number; readonly rss: number };
}

function make({ pid, parent, command, ticks = [0, 0, 0, 0], memory }: Made): void {
  const folder = join(proc, String(pid));
  mkdirSync(folder);
  const before = ['S', parent, 1, 1, 0, -1, 4_194_304, 10, 20, 30, 40];
  writeFileSync(join(folder, 'stat'), `${pid} (a ) name (0)) ${[...before, ...ticks, 20, 0, 11, 0, 7_000].join(' ')}\n`);
  writeFileSync(join(folder, 'cmdline'), command.map((word) => `${word}\0`).join(''));
  const rollup =
    memory === undefined ? '' : `00-ff ---p [rollup]\nRss:  ${memory.rss} kB\nPss:  ${memory.pss} kB\nPss_Dirty: 1 kB\n`;
  writeFileSync(join(folder, 'smaps_rollup'), rollup);
}

const worker = resolve('worker/start.js');

beforeAll(() => {
  mkdirSync(join(proc, 'sys'));
  make({ pid: 1, parent: 0, command: ['init'], ticks: [9_999, 0, 0, 0] });
  const runtime = ['/usr/bin/node', '--no-warnings', '/product/cli/bgagent.js', 'local'];
  make({ pid: 100, parent: 1, command: runtime, ticks: [100, 20, 3, 2], memory: { pss: 204_800, rss: 307_200 } });
  make({ pid: 30, parent: 100, command: ['/bin/tables'], ticks: [40, 0, 0, 0], memory: { pss: 10_240, rss: 20_480 } });
  make({ pid: 140, parent: 30, command: ['helper', 'of.js'], ticks: [0, 5, 0, 0], memory: { pss: 1_024, rss: 2_048 } });
  make({ pid: 150, parent: 30, command: [] });
  make({ pid: 120, parent: 100, command: ['/usr/bin/node', worker, '--dir', 'x'], memory: { pss: 99_999, rss: 99_999 } });
  make({ pid: 121, parent: 120, command: ['sh', '-c', 'work'], ticks: [700, 0, 0, 0], memory: { pss: 99_999, rss: 99_999 } });
});

test('a tree has the descendants of a process, without workers and what workers started', async () => {
  expect((await processTree(100, proc)).sort((a, b) => a - b)).toEqual([30, 100, 140, 150]);
  // A worker that is asked for itself.
  expect(await processTree(120, proc)).toEqual([120, 121]);
  await expect(processTree(101, proc)).rejects.toThrow('Process 101 has ended.');
});

test('the processor time of a tree has that of children that have ended', async () => {
  expect(await processorSecondsOfTree(100, proc)).toBeCloseTo(1.25 + 0.4 + 0.05, 6);
});

test('the memory of a tree is told by process; one that has ended has none', async () => {
  const memory = await memoryOfTree(100, proc);
  expect([...memory].sort((a, b) => b.pss - a.pss)).toEqual([
    { name: 'node bgagent.js', pss: 200, rss: 300 },
    { name: 'tables', pss: 10, rss: 20 },
    { name: 'helper of.js', pss: 1, rss: 2 },
  ]);
  expect([sumOf(memory, 'pss'), sumOf(memory, 'rss')]).toEqual([211, 322]);
  expect(shownMemory(memory.slice(0, 1))).toBe('node bgagent.js 200 (RSS 300)');
});

test('a system without /proc is known as one', () => {
  expect(hasProc(proc)).toBe(false);
  mkdirSync(join(proc, 'self'));
  writeFileSync(join(proc, 'self', 'smaps_rollup'), '');
  expect(hasProc(proc)).toBe(true);
});
