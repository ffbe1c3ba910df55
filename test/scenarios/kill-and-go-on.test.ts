import { must } from './answers.ts';
import { branchesOf } from './repositories.ts';
import { System } from './system.ts';

let system: System;
const names = Array.from({ length: 20 }, (_, at) => `r${String(at).padStart(2, '0')}`);

beforeAll(async () => {
  system = await System.start({ workers: 2 });
});
afterAll(() => system.close());

test('a runtime killed in the middle goes on where it was: no task, branch or commit twice', async () => {
  const remotes = await system.onboard(names);
  const { fleet_id } = must(
    await system.client.submitFleet({
      body: {
        title: 'Survive',
        workflow_ref: 'shell/run-v1',
        params: { command: 'sleep 0.3; echo "$BGAGENT_REPO" >> changed' },
        targets: names.map((name) => `acme/${name}`),
        max_concurrency: 4,
      },
    }),
  );
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.SUCCEEDED >= 6);
  await system.killHard();
  await system.boot();
  const fleet = await system.waitForEnd(fleet_id);

  expect(fleet).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 20 } } });
  const tasks = must(await system.client.listTasks({ query: { limit: 100 } }));
  expect(tasks).toHaveLength(20);
  const targets = must(await system.client.listTargets({ params: { fleet_id }, query: { limit: 100 } }));
  expect(targets.every((each) => each.attempt === 1)).toBe(true);
  for (const [name, remote] of remotes) {
    const branches = await branchesOf(remote);
    expect(branches.map((each) => [each.name, each.commits.length])).toEqual([[`bgagent/${fleet_id}/${name}`, 1]]);
  }
});

test('fifty equal submits at once are one fleet', async () => {
  await system.onboard(['one', 'two']);
  const body = {
    title: 'Fifty',
    workflow_ref: 'shell/run-v1',
    params: { command: 'touch x' },
    targets: ['acme/one', 'acme/two'],
  };
  const before = must(await system.client.listTasks({ query: { limit: 100 } })).length;
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => system.client.submitFleet({ body, headers: { 'idempotency-key': 'fifty' } })),
  );
  const good = answers.flatMap((each) => (each.ok ? [each.data.fleet_id] : []));
  expect(answers.filter((each) => !each.ok && each.status !== 503)).toEqual([]);
  expect(new Set(good).size).toBe(1);
  await system.waitForEnd(good[0] ?? '');
  expect(must(await system.client.listTasks({ query: { limit: 100 } }))).toHaveLength(before + 2);
});
