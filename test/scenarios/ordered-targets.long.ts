import { must } from './answers.ts';
import { outOfOrder, randomOrder, reposOfOrder } from './random-order.ts';
import { System } from './system.ts';

let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 1, concurrency: 8 });
  await system.onboard(reposOfOrder);
});
afterAll(() => system.close());

test('thirty targets in twelve groups begin when what they depend on has ended', async () => {
  const { fleet_id } = must(await system.client.submitFleet({ body: randomOrder(30, 7, 'true') }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 30 } } });
  const targets = must(await system.client.listTargets({ params: { fleet_id }, query: { limit: 100 } }));
  expect(targets.filter(({ depends_on }) => depends_on.length > 0).length).toBeGreaterThan(15);
  expect(outOfOrder(targets)).toEqual([]);
});
