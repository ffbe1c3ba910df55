/** Runs the first seeds as `npm run sim` does, and says what must hold of them. Without the tests' transformation it takes a third of the time. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { firstReviewed } from './draw-reviewing.ts';

const program = join(import.meta.dirname, 'main.ts');
const kept = join(import.meta.dirname, 'digests.json');
const countsSchema = z.record(z.string(), z.number());
const digestsSchema = z.record(z.string(), z.string());
const readDigests = async (file: string) => digestsSchema.parse(JSON.parse(await readFile(file, 'utf8')));

/** The faults were there, and so were the people. */
const happening = [
  'crashes',
  'stalls',
  'failures',
  'repeats',
  'kills',
  'driveTroubles',
  'dead letters',
  'facts unread',
  'timeouts',
  'LOST',
  'waits',
  'CANCELLED',
  'fleet PAUSED',
  'fleet ABORTED',
  'reopened',
  'pause applied',
  'continue applied',
  'abort applied',
  'retry applied',
  'edit applied',
  'launches within a budget',
  'paused for budget',
  'paused for auth',
  'paused for question',
  'answer applied',
  'answered attempts',
  'reserves of a day',
  'costs told late',
];

const reviewing = [
  ...['arrivals at reviews', 'approve of a review', 'reject of a review', 'steer of a review'],
  ...['publishing tasks', 'paused for review', 'approve refused', 'steer refused'],
];

/** That as many seeds of fleets that are reviewed keep every promise. */
export async function expectReviewedFleets(seeds: number): Promise<void> {
  const args = [program, '--first', String(firstReviewed), '--seeds', String(seeds)];
  const { exitCode, stdout } = await execa(process.execPath, args, { reject: false });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('Everything held.') as string });
  const told = /seeds in \d+ s: (.*)/.exec(stdout)?.[1];
  const counts = countsSchema.parse(JSON.parse(told ?? ''));
  expect(reviewing.filter((each) => !((counts[each] ?? 0) > 0))).toEqual([]);
}

/** That the seeds 0 to `seeds - 1` keep every promise, meet every kind of trouble, and decide what digests.json says. */
export async function expectManyFleets(seeds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bgagent-simulation-'));
  try {
    const digests = join(folder, 'digests.json');
    const args = [program, '--seeds', String(seeds), '--digests', digests];
    const { exitCode, stdout } = await execa(process.execPath, args, { reject: false });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('Everything held.') as string });
    const told = new RegExp(String.raw`^${String(seeds)} seeds in \d+ s: (.*)`).exec(stdout)?.[1];
    const counts = countsSchema.parse(JSON.parse(told ?? ''));
    expect(happening.filter((each) => !((counts[each] ?? 0) > 0))).toEqual([]);
    // What is decided changes only on purpose: `npm run sim -- --digests test/simulation/digests.json` keeps what it is then.
    const expected = Object.entries(await readDigests(kept)).filter(([seed]) => Number(seed) < seeds);
    expect(expected).toHaveLength(seeds);
    expect(await readDigests(digests)).toEqual(Object.fromEntries(expected));
  } finally {
    await rm(folder, { recursive: true });
  }
}
