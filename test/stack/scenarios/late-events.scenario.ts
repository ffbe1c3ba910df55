/** Events of tasks that the bus delivers twice and late, some of them when their fleet has long ended. */
import { must } from '../../scenarios/answers.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { System } from '../../scenarios/system.ts';
import { deadLetters } from './dead-letters.ts';
import { faultsPlayed, noFaults, setFaults } from './faults.ts';
import { manyRepositories } from './many-repositories.ts';
import { expectDoneOnce, targetsOf } from './sound-fleet.ts';

let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 1, concurrency: 4, sandbox: 'none' });
});
afterEach(noFaults);
afterAll(() => system.close());

const lateMs = 6_000;

test('a fleet ends right, and stays as it is when the rest comes', async () => {
  const { repos, folder } = await manyRepositories(system, 8, 'late');
  const before = await deadLetters();
  const body = {
    ...{ title: 'Late', workflow_ref: 'shell/run-v1', params: { command: 'echo "$BGAGENT_REPO" > changed' } },
    ...{ targets: [...repos], max_concurrency: 4, failure: null },
  };
  await setFaults([{ operation: 'PutEvents', holds: 'bgagent.tasks', does: { kind: 'late', after_ms: lateMs, times: 2 } }]);
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  const ended = await system.waitForEnd(fleet_id);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 8 } } });
  const [late = 0] = await faultsPlayed();
  expect(late).toBeGreaterThanOrEqual(8);
  const targets = await targetsOf(system, fleet_id);

  await sleep(lateMs + 2_000);
  expect(await system.fleet(fleet_id)).toMatchObject({ status: 'SUCCEEDED', generation: 1, progress: ended.progress });
  expect(await targetsOf(system, fleet_id)).toEqual(targets);
  await expectDoneOnce(system, fleet_id, folder);
  expect(await deadLetters()).toEqual(before);
});
