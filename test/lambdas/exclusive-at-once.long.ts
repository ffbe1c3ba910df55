/** Exclusive fleets at the same time, with processes that die (semantics 22): no two have a repository, and none keeps one for ever. */
import { isTerminalFleet } from '../../core/fleet.ts';
import { Random } from '../simulation/random.ts';
import { ExclusiveWorld } from './exclusive-world.ts';

const repos = ['acme/a', 'acme/b', 'acme/c', 'acme/d'] as const;

async function live(seed: number): Promise<ExclusiveWorld> {
  const random = new Random(seed);
  const world = new ExclusiveWorld(seed);
  const some = (): string[] => repos.filter(() => random.chance(0.5)).slice(0, 3);
  for (let n = 0; n < 10; n += 1) {
    const wanted = some();
    // Some requests come again with their key.
    const key = random.chance(0.3) ? 'k-again' : `k${n}`;
    const own = key === 'k-again' ? ['acme/a', 'acme/c'] : wanted;
    if (own.length > 0) world.at(random.whole(0, 150_000), () => void world.submit(own, key, true));
  }
  for (let n = 0; n < 40; n += 1) {
    world.at(random.whole(0, 240_000), () => {
      const known = [...world.data.ledgers.keys()];
      const fleetId = known[random.whole(0, Math.max(0, known.length - 1))];
      if (fleetId !== undefined) void world.turn(fleetId, random.of(['cancel', 'retry', 'retry', undefined]), true);
    });
  }
  await world.run();
  return world;
}

async function end(world: ExclusiveWorld, fleetId: string): Promise<void> {
  for (let turn = 0; turn < 5 && !isTerminalFleet(world.data.ledgers.get(fleetId)?.status ?? 'FAILED'); turn += 1) {
    world.at(0, () => void world.turn(fleetId, 'cancel', false));
    await world.run();
  }
}

test('in 120 worlds, no two have a repository, and at the end each repository can be had', async () => {
  const sum: Record<string, number> = {};
  for (let seed = 0; seed < 120; seed += 1) {
    const world = await live(seed);
    expect([seed, world.violations]).toEqual([seed, []]);
    // Everything ends. What claims there are then must give way after a minute.
    for (const fleetId of world.data.ledgers.keys()) await end(world, fleetId);
    const before = world.data.ledgers.size;
    // One that is too slow writes no fleet, and is sent again.
    for (let request = 0; request < 3 && world.data.ledgers.size === before; request += 1) {
      world.now += 61_000;
      world.at(0, () => void world.submit(repos, 'k-last', false));
      await world.run();
    }
    expect([seed, world.data.ledgers.size, world.violations]).toEqual([seed, before + 1, []]);
    for (const counts of [world.happened, world.verdicts()]) {
      for (const [what, count] of Object.entries(counts)) sum[what] = (sum[what] ?? 0) + count;
    }
  }
  // All of it was there.
  for (const what of [
    'submitted',
    'FLEET_CONFLICT',
    'submit died',
    'turn died',
    'retry applied',
    'retry refused FLEET_CONFLICT',
  ]) {
    expect([what, sum[what] ?? 0]).toEqual([what, expect.any(Number)]);
    expect([what, (sum[what] ?? 0) > 20]).toEqual([what, true]);
  }
});
