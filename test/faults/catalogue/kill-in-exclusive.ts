/** Two exclusive submits of the same repositories at once, and `kill -9` of the runtime in them: one fleet gets all of them. */
import { randomUUID } from 'node:crypto';
import type { Random } from '../../simulation/random.ts';
import { checkSteps, insistClaimed } from '../check-steps.ts';
import type { Fault, Ran } from '../fault.ts';
import { decided, submit } from '../fleets.ts';
import * as steps from '../step-fleets.ts';
import type { Stage } from '../stage/stage.ts';
import { killAt } from './kill-runtime.ts';

/** Calls of two submits. */
const callsOfSubmits = 15;

export const killInExclusive: Fault = {
  name: 'kill-in-exclusive',
  says: 'two exclusive submits at once and a kill -9 of the runtime',
  runs: 10,
  stage: steps.stepStage,
  run: submitTwice,
};

async function submitTwice(stage: Stage, chance: Random): Promise<Ran> {
  const remotes = await steps.freshRepositories(stage);
  const moment = chance.whole(1, callsOfSubmits);
  const killed = killAt(stage, moment, chance.chance(0.5));
  const answers = await Promise.all(
    ['One', 'Other'].map((title) => {
      const headers = { 'idempotency-key': randomUUID() };
      return decided(() => stage.client.submitFleet({ body: steps.stepFleet(remotes, title), headers }));
    }),
  );
  const isInSubmits = killed.happened();
  await killed.done;
  const accepted = answers.flatMap((answer) => (answer.ok ? [answer.data.fleet_id] : []));
  const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]));
  const [fleetId] = accepted;
  if (fleetId === undefined || accepted.length > 1 || codes.join() !== 'FLEET_CONFLICT') {
    throw new Error(`${accepted.length} of two exclusive fleets were accepted; refused with ${codes.join()}`);
  }
  await steps.untilAtGate(stage, fleetId);
  await insistClaimed(stage, remotes);
  await steps.openGates(stage, fleetId);
  await checkSteps(stage, fleetId, remotes);
  // The next one finds them free.
  const body = {
    ...steps.stepFleet(remotes, 'The next'),
    steps: null,
    heal: null,
    workflow_ref: 'shell/run-v1',
    params: { command: 'true' },
  };
  const next = await submit(stage, body);
  await stage.client.cancelFleet({ params: { fleet_id: next }, body: {} });
  return { happened: isInSubmits, note: `at call ${moment}` };
}
