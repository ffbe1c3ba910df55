/** A fleet of two hundred repositories on the deployed stack. */
import { must } from '../../scenarios/answers.ts';
import { System } from '../../scenarios/system.ts';
import { deadLetters } from './dead-letters.ts';
import { manyRepositories } from './many-repositories.ts';
import { expectDoneOnce } from './sound-fleet.ts';

const count = 200;
let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 2, concurrency: 8, sandbox: 'none' });
});
afterAll(() => system.close());

test('two hundred targets, 16 at a time: each is done once, and nothing is left over', async () => {
  const { repos, folder } = await manyRepositories(system, count, 'many');
  const before = await deadLetters();
  const body = {
    ...{ title: 'Two hundred', workflow_ref: 'shell/run-v1', params: { command: 'echo "$BGAGENT_REPO" > changed' } },
    ...{ targets: [...repos], max_concurrency: 16, failure: null },
  };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  const fleet = await system.waitForEnd(fleet_id, ({ progress: { counts, total } }) => {
    expect(counts.QUEUED + counts.RUNNING + counts.AWAITING_INPUT).toBeLessThanOrEqual(16);
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(total);
  });
  expect(fleet).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: count } } });
  await expectDoneOnce(system, fleet_id, folder);
  expect(await deadLetters()).toEqual(before);
});
