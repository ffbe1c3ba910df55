import { runSeeds } from './run-seeds.ts';
import { runWorld } from './run-world.ts';

test('whole fleets keep their promises under faults, and all of them end', async () => {
  const { seeds, violations, counts } = await runSeeds({ first: 0, seeds: 1_000 });
  expect(violations).toEqual([]);
  expect(seeds).toBe(1_000);
  // The faults were there.
  for (const fault of [
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
  ])
    expect(counts[fault]).toBeGreaterThan(0);
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
