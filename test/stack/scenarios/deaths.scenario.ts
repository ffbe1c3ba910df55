/** Functions that are killed when they have written and have not yet done what follows from it. */
import { must } from '../../scenarios/answers.ts';
import { System } from '../../scenarios/system.ts';
import { testWhereKillable } from '../../scenarios/test-where-killable.ts';
import { deadLetters } from './dead-letters.ts';
import { faultsPlayed, noFaults, ofLedger, ofTasks, setFaults } from './faults.ts';
import { manyRepositories } from './many-repositories.ts';
import { expectDoneOnce } from './sound-fleet.ts';

let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 1, concurrency: 4, sandbox: 'none' });
});
afterEach(noFaults);
afterAll(() => system.close());

const die = { kind: 'die' } as const;
const once = { times: 1, does: die } as const;

testWhereKillable('the next call finds the write and does what was left', async () => {
  const { repos, folder } = await manyRepositories(system, 10, 'killed');
  const before = await deadLetters();
  const body = {
    ...{ title: 'Deaths', workflow_ref: 'shell/run-v1', params: { command: 'echo "$BGAGENT_REPO" > changed' } },
    ...{ targets: [...repos], max_concurrency: 4, failure: null },
  };
  await setFaults([
    // The fleet exists; it is not mailed, and its caller has no answer.
    { operation: 'PutItem', holds: ofLedger, caller: '-api', ...once },
    // The first targets have slots; no execution was started for them.
    { operation: 'PutItem', holds: ofLedger, caller: 'fleet-mailbox', ...once },
    // A task exists; it is not in the queue, and its target does not know it.
    { operation: 'PutItem', holds: ofTasks, caller: 'target-drive', skip: 2, ...once },
    // A task is in the queue; the child of its target was not told to wait for it.
    { operation: 'SendMessage', holds: 'TaskQueue', caller: 'target-drive', skip: 4, ...once },
    // The fleet is mailed; the event counts as not taken.
    { operation: 'SendMessage', caller: 'task-events', skip: 3, ...once },
  ]);
  const submit = { body, headers: { 'idempotency-key': 'deaths' } };
  expect(await system.client.submitFleet(submit)).toMatchObject({ ok: false });
  const { fleet_id } = must(await system.client.submitFleet(submit));

  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 10 } } });
  expect(await faultsPlayed()).toEqual([1, 1, 1, 1, 1]);
  await noFaults();
  await expectDoneOnce(system, fleet_id, folder);
  expect(await deadLetters()).toEqual(before);
});
