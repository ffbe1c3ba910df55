/** `kill -9` of the runtime in the middle of a fleet of real repositories, its workers with it, a cancel just accepted included. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../simulation/random.ts';
import { checkFleet } from '../check-fleet.ts';
import type { Fault, Ran } from '../fault.ts';
import { instantFleet, look, submit } from '../fleets.ts';
import { checkBranches, gitFleet, repositoriesOf } from '../git-fleets.ts';
import { isAbout, sentAndLost, type Call } from '../stage/call.ts';
import type { Stage } from '../stage/stage.ts';
import { atCall } from '../at-call.ts';

/** A fleet makes about so many calls from its submit to its end; the runtime is killed at one of them, before or after it. */
const callsOfFleet = 450;

export const killRuntime: Fault = {
  name: 'kill-runtime',
  says: 'kill -9 of the runtime at any moment',
  runs: 20,
  stage: { workers: 1 },
  async run(stage, chance) {
    await repositoriesOf(stage);
    const moment = chance.whole(1, callsOfFleet);
    const killed = killAt(stage, moment, chance.chance(0.5));
    const fleetId = await submit(stage, gitFleet(`Killed at call ${moment}`));
    const ended = checkFleet(stage, fleetId);
    await Promise.race([killed.done, ended]);
    stage.calm();
    if (killed.happened()) await killed.done;
    else await killAndBoot(stage);
    await ended;
    await checkBranches(stage, fleetId);
    return { happened: true, note: killed.happened() ? `at call ${moment}` : 'after its end' };
  },
};

export const killAfterCancel: Fault = {
  name: 'kill-after-cancel',
  says: 'kill -9 of the runtime when a cancel was just accepted',
  runs: 12,
  run: cancelAndKill,
};

async function cancelAndKill(stage: Stage, chance: Random): Promise<Ran> {
  // So many targets take longer than the wait below: a fleet that ends in the moment of its cancel may end either way.
  const fleetId = await submit(stage, { ...instantFleet(40, 'Cancelled, then killed'), max_concurrency: 2 });
  await sleep(chance.whole(0, 1_500));
  // Its mail is lost, so that it is accepted and nobody decides it before the kill.
  if (chance.chance(0.5)) stage.set((call) => (isMail(call) ? sentAndLost(call) : undefined));
  const answer = await stage.client.cancelFleet({ params: { fleet_id: fleetId }, body: {} });
  await sleep(chance.of([0, 0, 20, 200]));
  await stage.kill();
  stage.calm();
  await stage.boot();
  const { status } = await look(stage, fleetId);
  const accepted = answer.ok && answer.status === 202;
  const ended = !answer.ok && answer.error.code === 'INVALID_STATE';
  if (accepted) await checkFleet(stage, fleetId, { status: 'CANCELLED', targets: ['SUCCEEDED', 'CANCELLED'] });
  else if (ended) await checkFleet(stage, fleetId);
  else await checkEither(stage, fleetId);
  return { happened: accepted, note: `cancel answered ${answer.status}, ${status} after the start` };
}

const isMail = (call: Call): boolean => call.operation === 'SendMessage' && isAbout(call, 'MailboxQueue');

/** A cancel that was not accepted may have been written all the same. */
async function checkEither(stage: Stage, fleetId: string): Promise<void> {
  const attempts = [{}, { status: 'CANCELLED', targets: ['SUCCEEDED', 'CANCELLED'] }] as const;
  const checked = await Promise.allSettled(attempts.map((expected) => checkFleet(stage, fleetId, expected)));
  const failed = checked.filter((each) => each.status === 'rejected');
  if (failed.length === checked.length) throw failed[0]?.reason;
}

export function killAt(stage: Stage, nth: number, before: boolean): { done: Promise<void>; happened: () => boolean } {
  const { rule, reached } = atCall(nth, before);
  stage.set(rule);
  let happened = false;
  const done = reached.then(async () => {
    happened = true;
    await killAndBoot(stage);
  });
  return { done, happened: () => happened };
}

/** Whoever waits for it, the submit included, goes on when it is there again. */
export async function killAndBoot(stage: Stage): Promise<void> {
  await stage.kill();
  stage.calm();
  await stage.boot();
}
