import { targetView, type TargetView } from '../../contracts/http/fleet.ts';
import { must } from './answers.ts';
import { branchesOf } from './repositories.ts';
import { outOfOrder, randomOrder, reposOfOrder } from './random-order.ts';
import { System } from './system.ts';

let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 2, concurrency: 4, durations: { task_lease_s: 3_600 } });
});
afterAll(() => system.close());

const total = 300;

async function targetsOf(fleet_id: string): Promise<TargetView[]> {
  const rows = must(await system.client.getResults({ params: { fleet_id }, query: { format: 'json', limit: 1_000 } }));
  return targetView.array().parse(rows);
}

test('three hundred targets in twelve groups keep their order while the runtime is killed again and again', async () => {
  const remotes = await system.onboard(reposOfOrder);
  const body = randomOrder(total, 3, 'echo "$BGAGENT_TARGET" > changed');
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  for (const share of [0.1, 0.4, 0.7]) {
    await system.waitFor(fleet_id, ({ progress }) => progress.counts.SUCCEEDED >= share * total);
    await system.killHard();
    await system.boot();
  }
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: total } } });
  const targets = await targetsOf(fleet_id);
  expect(outOfOrder(targets)).toEqual([]);
  expect(targets.filter(({ attempt }) => attempt !== 1)).toEqual([]);
  expect(await system.tasksOf(fleet_id)).toHaveLength(total);
  const branches = (await Promise.all([...remotes.values()].map(branchesOf))).flat();
  expect(branches).toHaveLength(total);
  expect(branches.filter(({ commits }) => commits.length !== 1)).toEqual([]);
});
