/** A fleet of 1,000, all of them in the queue at once, beside other work of the same user. */
import { must } from './answers.ts';
import { System } from './system.ts';

const slots = 4;
let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 1, concurrency: slots });
  await system.onboard(['one']);
});
afterAll(() => system.close());

const fleetOf = (count: number) => ({
  title: `Fleet of ${count}`,
  workflow_ref: 'shell/run-v1',
  params: { command: 'sleep 0.1' },
  targets: Array.from({ length: count }, (_, at) => ({ repo: 'acme/one', id: `t${at}` })),
  max_concurrency: 1_000,
  failure: null,
});
const task = { workflow_ref: 'shell/run-v1', repo: 'acme/one', params: { command: 'true' } };

test('single tasks and a small fleet are done in turn with it, not after it', async () => {
  const large = must(await system.client.submitFleet({ body: fleetOf(1_000) }));
  await system.waitFor(large.fleet_id, ({ progress: { counts } }) => counts.QUEUED >= 400);

  const before = (await system.fleet(large.fleet_id)).progress;
  const single = await Promise.all([1, 2, 3, 4].map(() => system.client.createTask({ body: task })));
  const small = must(await system.client.submitFleet({ body: fleetOf(4) }));
  await system.waitForEnd(small.fleet_id);
  for (const answer of single) await system.taskEnds(must(answer).task_id);

  const after = (await system.fleet(large.fleet_id)).progress;
  // Tasks of the large fleet which waited in the queue before the others came still wait when the others have ended.
  expect(after.finished - before.finished).toBeLessThan(before.counts.QUEUED);
  expect(after.counts.QUEUED).toBeGreaterThan(0);
});
