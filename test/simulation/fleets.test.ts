import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { runWorld } from './run-world.ts';

const program = join(import.meta.dirname, 'main.ts');
const countsSchema = z.record(z.string(), z.number());

/** As `npm run sim` runs it: without the tests' transformation it takes a third of the time. */
test('whole fleets keep their promises under faults, and all of them end', async () => {
  const { exitCode, stdout } = await execa(process.execPath, [program, '--seeds', '1000'], { reject: false });
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
    'forgotten',
    'dead letters',
    'timeouts',
    'LOST',
    'CANCELLED',
    'fleet PAUSED',
    'fleet ABORTED',
    'reopened',
    'pause applied',
    'continue applied',
    'abort applied',
    'retry applied',
    'edit applied',
  ])
    expect(counts[happened]).toBeGreaterThan(0);
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
