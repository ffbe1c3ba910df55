import { must } from './answers.ts';
import { branchesOf } from './repositories.ts';
import { System } from './system.ts';
import { testWhereKillable } from './test-where-killable.ts';

let system: System;
const names = Array.from({ length: 20 }, (_, at) => `r${String(at).padStart(2, '0')}`);

beforeAll(async () => {
  // Leases that nobody would wait for: the workers that were killed with the runtime are known to be gone.
  system = await System.start({ workers: 2, durations: { task_lease_s: 3_600 } });
});
afterAll(() => system.close());

testWhereKillable('a runtime killed in the middle goes on where it was: no task, branch or commit twice', async () => {
  const remotes = await system.onboard(names);
  const { fleet_id } = must(
    await system.client.submitFleet({
      body: {
        title: 'Survive',
        workflow_ref: 'shell/run-v1',
        params: { command: 'sleep 0.3; echo "$BGAGENT_REPO" >> changed' },
        targets: names.map((name) => `acme/${name}`),
        max_concurrency: 4,
        failure: null,
      },
    }),
  );
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.SUCCEEDED >= 6);
  await system.killHard();
  await system.boot();
  const fleet = await system.waitForEnd(fleet_id);

  expect(fleet).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 20 } } });
  expect(await system.tasksOf(fleet_id)).toHaveLength(20);
  const targets = must(await system.client.listTargets({ params: { fleet_id }, query: { limit: 100 } }));
  expect(targets.every((each) => each.attempt === 1)).toBe(true);
  for (const [name, remote] of remotes) {
    const branches = await branchesOf(remote);
    expect(branches.map((each) => [each.name, each.commits.length])).toEqual([[`bgagent/${fleet_id}/${name}`, 1]]);
  }
});
