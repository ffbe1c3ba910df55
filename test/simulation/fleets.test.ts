import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { runWorld } from './run-world.ts';

const program = join(import.meta.dirname, 'main.ts');
const kept = join(import.meta.dirname, 'digests.json');
const countsSchema = z.record(z.string(), z.number());
const digestsSchema = z.record(z.string(), z.string());
const readDigests = async (file: string) => digestsSchema.parse(JSON.parse(await readFile(file, 'utf8')));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgagent-simulation-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** As `npm run sim` runs it: without the tests' transformation it takes a third of the time. */
test('whole fleets keep their promises under faults, and all of them end', async () => {
  const digests = join(folder, 'digests.json');
  const { exitCode, stdout } = await execa(process.execPath, [program, '--seeds', '1000', '--digests', digests], {
    reject: false,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('Everything held.') as string });
  const counts = countsSchema.parse(JSON.parse(/1000 seeds in \d+ s: (.*)/.exec(stdout)?.[1] ?? ''));
  // The faults were there, and so were the people.
  for (const happened of [
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
  ]) {
    expect(counts[happened]).toBeGreaterThan(0);
  }
  // What is decided changes only on purpose: `npm run sim -- --digests test/simulation/digests.json` keeps what it is then.
  expect(await readDigests(digests)).toEqual(await readDigests(kept));
});

test('a seed replays exactly, alone or beside others', async () => {
  const tell = async (seed: number): Promise<string[]> => {
    const lines: string[] = [];
    await runWorld(seed, { trace: (text) => lines.push(text) });
    return lines;
  };
  const alone = await tell(5);
  const [beside] = await Promise.all([tell(5), tell(6), tell(7)]);
  expect(alone.length).toBeGreaterThan(20);
  expect(beside).toEqual(alone);
});
