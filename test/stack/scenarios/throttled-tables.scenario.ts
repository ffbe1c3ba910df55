/** Tables that have no capacity for a while: for the functions, and for the workers too. */
import { must } from '../../scenarios/answers.ts';
import { System } from '../../scenarios/system.ts';
import { testWhereKillable } from '../../scenarios/test-where-killable.ts';
import { deadLetters } from './dead-letters.ts';
import { faultsPlayed, noFaults, ofFleets, ofTasks, setFaults } from './faults.ts';
import { manyRepositories } from './many-repositories.ts';
import { expectDoneOnce } from './sound-fleet.ts';

let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 1, concurrency: 4, sandbox: 'none' });
});
afterEach(noFaults);
afterAll(() => system.close());

/** More than one call with all its tries: turns and creations fail, and are made again. */
const often = 12;
const throttle = { kind: 'throttle' } as const;

testWhereKillable('what was refused is done later, and once', async () => {
  const { repos, folder } = await manyRepositories(system, 12, 'throttled');
  const before = await deadLetters();
  const body = {
    ...{ title: 'Throttled', workflow_ref: 'shell/run-v1', params: { command: 'echo "$BGAGENT_REPO" > changed' } },
    ...{ targets: [...repos], max_concurrency: 4, failure: null },
  };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  await setFaults([
    { operation: 'PutItem', holds: ofFleets, caller: 'fleet-mailbox', times: often, does: throttle },
    { operation: 'GetItem', holds: ofFleets, caller: 'target-drive', times: often, does: throttle },
    { operation: 'PutItem', holds: ofTasks, caller: 'target-drive', times: often, does: throttle },
    { operation: 'UpdateItem', holds: ofTasks, times: often, does: throttle },
  ]);
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 12 } } });
  expect(await faultsPlayed()).toEqual([often, often, often, often]);
  await noFaults();
  await expectDoneOnce(system, fleet_id, folder);
  expect(await deadLetters()).toEqual(before);
});
