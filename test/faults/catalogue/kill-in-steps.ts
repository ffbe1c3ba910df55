/** `kill -9` of the runtime, its worker with it, while a fleet goes from step to step: between two, in a heal, at a gate, in a merge. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../simulation/random.ts';
import { checkSteps, insistClaimed } from '../check-steps.ts';
import type { Fault, Ran } from '../fault.ts';
import { look, submit } from '../fleets.ts';
import * as steps from '../step-fleets.ts';
import type { Stage } from '../stage/stage.ts';
import { killAndBoot, killAt } from './kill-runtime.ts';

/** The runtime is killed at one of so many calls after the moment that a fault waits for. */
const callsOfMoment = 40;
const common = { stage: steps.stepStage, runs: 10 };

export const killsInSteps: readonly Fault[] = [
  {
    ...common,
    name: 'kill-between-steps',
    says: 'kill -9 of the runtime between two steps',
    run: (stage, chance) =>
      killBeforeTheGate(stage, chance, async (fleetId) =>
        (await steps.targetsOf(stage, fleetId)).some(({ steps: taken }) => taken[0]?.status === 'done'),
      ),
  },
  {
    ...common,
    name: 'kill-in-heal',
    says: 'kill -9 of the runtime in a heal',
    run: (stage, chance) =>
      killBeforeTheGate(stage, chance, async (fleetId) =>
        (await steps.targetsOf(stage, fleetId)).some(({ attempts }) => attempts.at(-1)?.trigger === 'heal'),
      ),
  },
  { ...common, name: 'kill-at-gate', says: 'kill -9 of the runtime at a gate, before and after it is opened', run: killAtGate },
  { ...common, name: 'kill-in-merge', says: 'kill -9 of the runtime in a merge', run: killInMerge },
];

async function begin(stage: Stage, title: string): Promise<{ remotes: steps.Remotes; fleetId: string }> {
  const remotes = await steps.freshRepositories(stage);
  return { remotes, fleetId: await submit(stage, steps.stepFleet(remotes, title)) };
}

async function killBeforeTheGate(stage: Stage, chance: Random, isThere: (fleetId: string) => Promise<boolean>): Promise<Ran> {
  const { remotes, fleetId } = await begin(stage, 'Killed before its gate');
  await steps.until(`the moment of the kill in fleet ${fleetId}`, () => isThere(fleetId));
  const moment = chance.whole(1, callsOfMoment);
  await killAt(stage, moment, chance.chance(0.5)).done;
  const isEarly = !steps.isAtGate(await look(stage, fleetId));
  await steps.untilAtGate(stage, fleetId);
  await steps.insistUnmerged(remotes);
  await steps.openGates(stage, fleetId);
  await checkSteps(stage, fleetId, remotes);
  return { happened: isEarly, note: `at call ${moment}` };
}

/** The gate of the one target is opened around a kill; that of the other stays closed until then. */
async function killAtGate(stage: Stage, chance: Random): Promise<Ran> {
  const { remotes, fleetId } = await begin(stage, 'Killed at its gate');
  const [first = '', second = ''] = remotes.keys();
  const ofSecond = new Map([...remotes].filter(([name]) => name === second));
  await steps.untilAtGate(stage, fleetId);
  await insistClaimed(stage, remotes);
  const moment = chance.of(['before', 'around', 'after'] as const);
  if (moment === 'before') await killAndBoot(stage);
  await steps.insistUnmerged(remotes);
  if (moment === 'before' && !steps.isAtGate(await look(stage, fleetId))) throw new Error('its gates did not outlive the kill');
  const killed = moment === 'around' ? killAt(stage, chance.whole(1, callsOfMoment), chance.chance(0.5)) : undefined;
  await steps.openGates(stage, fleetId, [first]);
  if (moment === 'after') await killAndBoot(stage);
  await killed?.done;
  await steps.until('the end of the approved target', async () =>
    (await steps.targetsOf(stage, fleetId)).some(({ path, status }) => path === first && status === 'SUCCEEDED'),
  );
  await steps.insistUnmerged(ofSecond);
  await steps.openGates(stage, fleetId, chance.chance(0.5) ? [second] : undefined);
  await checkSteps(stage, fleetId, remotes);
  return { happened: true, note: `${moment} the approval` };
}

async function killInMerge(stage: Stage, chance: Random): Promise<Ran> {
  const { remotes, fleetId } = await begin(stage, 'Killed in its merge');
  await steps.untilAtGate(stage, fleetId);
  await steps.insistUnmerged(remotes);
  await steps.openGates(stage, fleetId);
  const isMerged = chance.chance(0.5);
  // A push that moved main is known to the worker a moment later only.
  if (isMerged) await steps.until('a merge', () => anyMerged(remotes));
  else await sleep(chance.whole(0, 600));
  const { status } = await look(stage, fleetId);
  await killAndBoot(stage);
  await checkSteps(stage, fleetId, remotes);
  return { happened: status !== 'SUCCEEDED', note: isMerged ? 'when main was moved' : 'at any moment' };
}

async function anyMerged(remotes: steps.Remotes): Promise<boolean> {
  const pushes = await Promise.all([...remotes.values()].map(steps.pushesTo));
  return pushes.flat().some(({ ref }) => ref === 'refs/heads/main');
}
