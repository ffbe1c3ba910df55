/** The disk of the runtime's folder is full for a while, in the middle of a fleet: it says so, and goes on when there is room. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../simulation/random.ts';
import { checkFleet } from '../check-fleet.ts';
import type { Fault, Ran } from '../fault.ts';
import { insist, instantFleet, onboardInstantRepo, submit } from '../fleets.ts';
import { SmallDisk, noSmallDisk } from '../stage/small-disk.ts';
import { Stage } from '../stage/stage.ts';
import { patienceMs } from '../../patience.ts';

const mebibyte = 1024 * 1024;

export const fullDisk: Fault = {
  name: 'full-disk',
  says: "a full disk for the runtime's folder",
  runs: 6,
  unavailable: noSmallDisk,
  async run(_shared, chance) {
    const disk = await SmallDisk.mount();
    try {
      const stage = await Stage.open({ dir: join(disk.folder, 'runtime') });
      try {
        await onboardInstantRepo(stage);
        return await fillAndGoOn(stage, disk, chance);
      } finally {
        await stage.close();
      }
    } finally {
      await disk.unmount();
    }
  },
};

async function fillAndGoOn(stage: Stage, disk: SmallDisk, chance: Random): Promise<Ran> {
  const first = await submit(stage, instantFleet(5, 'Begun before the disk was full'));
  await sleep(chance.whole(0, 800));
  // Room runs out a while before it is gone; or all at once, and then no warning is possible.
  disk.fill(chance.chance(0.7) ? chance.whole(1, 12) * mebibyte : 0);
  const headers = { 'idempotency-key': randomUUID() };
  const body = instantFleet(5, 'Asked for while it was full');
  const asked = await stage.client.submitFleet({ body, headers });
  if (asked.ok) throw new Error('a fleet was accepted on a full disk');
  await untilSaid(stage, /The disk that holds .* is full: .* Free some space\./);
  await sleep(chance.whole(0, 2_000));
  disk.empty();
  const ended = !stage.running;
  if (ended) {
    await stage.ended();
    await stage.boot();
  }
  const second = (await insist(() => stage.client.submitFleet({ body, headers }))).fleet_id;
  for (const fleet of [first, second]) await checkFleet(stage, fleet, { deadLetters: true });
  await survives(stage, [first, second]);
  return { happened: true, note: ended ? 'the runtime ended and was started again' : `answered ${asked.status}, went on` };
}

/** What was written before and after is there after a kill. */
async function survives(stage: Stage, fleets: readonly string[]): Promise<void> {
  await stage.kill();
  await stage.boot();
  for (const fleet of fleets) await checkFleet(stage, fleet, { deadLetters: true });
}

async function untilSaid(stage: Stage, sentence: RegExp): Promise<void> {
  for (const end = Date.now() + patienceMs; !sentence.test(stage.said);) {
    await sleep(50);
    if (Date.now() > end) throw new Error(`nobody said that the disk is full: ${stage.said}`);
  }
}
