/** `kill -9` of the runtime around the launches of a fleet with a budget: none goes beyond it, and a raised budget finishes the fleet. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetView } from '../../../contracts/http/fleet.ts';
import { patienceMs } from '../../patience.ts';
import type { Random } from '../../simulation/random.ts';
import { checkFleet, tasksOf } from '../check-fleet.ts';
import type { Fault, Ran } from '../fault.ts';
import { insist, instantFleet, look, submit } from '../fleets.ts';
import { attemptUsd } from '../stage/instant-worker.ts';
import type { Stage } from '../stage/stage.ts';
import { killAt } from './kill-runtime.ts';

const targets = 12;
/** Attempts that the budget is enough for, before it is raised. */
const affordable = 4;
/** Calls from the submit to the pause, and from the edit to the end; the runtime is killed at one of them. */
const callsOfHalf = 150;

export const killInBudget: Fault = {
  name: 'kill-in-budget',
  says: 'kill -9 of the runtime around the launches of a fleet with a budget',
  runs: 12,
  run: pauseRaiseAndEnd,
};

async function pauseRaiseAndEnd(stage: Stage, chance: Random): Promise<Ran> {
  const moment = chance.whole(1, callsOfHalf);
  const isFirstHalf = chance.chance(0.5);
  const kill = () => killAt(stage, moment, chance.chance(0.5));
  const first = isFirstHalf ? kill() : undefined;
  const fleetId = await submit(stage, {
    ...instantFleet(targets, 'With a budget'),
    workflow_ref: 'coding/new-task-v1',
    task_description: 'Cost what an attempt costs.',
    params: {},
    max_concurrency: affordable + 1,
    budget: { fleet_usd: affordable * attemptUsd, target_usd: attemptUsd },
  });
  await settled(stage, first, untilPaused(stage, fleetId));
  const made = (await tasksOf(stage, fleetId)).length;
  if (made !== affordable) throw new Error(`${made} tasks were made within a budget for ${affordable}`);
  const second = isFirstHalf ? undefined : kill();
  const fleet_id = fleetId;
  await insist(() => stage.client.editFleet({ params: { fleet_id }, body: { budget: { fleet_usd: targets * attemptUsd } } }));
  await continued(stage, fleetId);
  await settled(stage, second, checkFleet(stage, fleetId));
  const spent = (await look(stage, fleetId)).progress.cost.known_usd;
  if (spent !== targets * attemptUsd) throw new Error(`${targets} attempts cost ${spent}`);
  const happened = (first ?? second)?.happened() ?? false;
  return { happened, note: `${isFirstHalf ? 'before' : 'after'} the pause, at call ${moment}` };
}

/** Waits for the end of a half; where the runtime was not killed in it, nothing is to be killed any more. */
async function settled(stage: Stage, kill: ReturnType<typeof killAt> | undefined, half: Promise<unknown>): Promise<void> {
  await Promise.race([kill?.done ?? half, half]);
  stage.calm();
  if (kill?.happened()) await kill.done;
  await half;
}

async function untilPaused(stage: Stage, fleetId: string): Promise<FleetView> {
  for (const end = Date.now() + patienceMs; ;) {
    const fleet = await look(stage, fleetId);
    if (fleet.status === 'PAUSED' && fleet.reason?.code === 'budget') return fleet;
    if (Date.now() > end) throw new Error(`fleet ${fleetId} is ${fleet.status}, reason ${fleet.reason?.code ?? 'none'}`);
    await sleep(100);
  }
}

/** A continue whose answer was lost may have been applied: then another one does not fit. */
async function continued(stage: Stage, fleetId: string): Promise<void> {
  for (const end = Date.now() + patienceMs; (await look(stage, fleetId)).status === 'PAUSED';) {
    await stage.client.continueFleet({ params: { fleet_id: fleetId }, body: {} });
    if (Date.now() > end) throw new Error(`fleet ${fleetId} does not continue`);
    await sleep(100);
  }
}
