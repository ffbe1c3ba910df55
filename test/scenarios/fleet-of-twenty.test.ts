import { must } from './answers.ts';
import { branchesOf } from './repositories.ts';
import { System } from './system.ts';

let system: System;
let remotes: Map<string, string>;
const names = Array.from({ length: 20 }, (_, at) => `t${String(at).padStart(2, '0')}`);
const [failing, removed] = ['t07', 't19'] as const;

beforeAll(async () => {
  system = await System.start({ workers: 2 });
  remotes = await system.onboard(names, { 'word.txt': 'old\n', 'check.sh': '[ "$BGAGENT_TARGET" != "$BGAGENT_VAR_bad" ]\n' });
});
afterAll(() => system.close());

const body = {
  title: 'Twenty',
  workflow_ref: 'shell/run-v1',
  params: { command: 'sleep 0.5; echo new > word.txt' },
  targets: ['acme/nobody', ...names.map((name) => ({ repo: `acme/${name}`, vars: { bad: failing } }))],
  unonboarded: 'skip' as const,
  verifiers: [{ name: 'check', command: ['sh', 'check.sh'] }],
  max_concurrency: 4,
  failure: null,
};

test('a fleet of twenty, four at a time: one skipped, one removed after the submit, one that a verifier fails', async () => {
  const { fleet_id, skipped } = must(await system.client.submitFleet({ body }));
  must(await system.client.removeRepo({ params: { owner: 'acme', name: removed } }));
  expect(skipped).toMatchObject([{ repo: 'acme/nobody', code: 'REPO_NOT_ONBOARDED' }]);

  const fleet = await system.waitForEnd(fleet_id, ({ progress: { counts, total } }) => {
    expect(counts.QUEUED + counts.RUNNING + counts.AWAITING_INPUT).toBeLessThanOrEqual(4);
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(total);
  });
  expect(fleet).toMatchObject({ status: 'PARTIAL', max_concurrency: 4 });
  expect(fleet.progress).toMatchObject({ total: 20, finished: 20, failures: { verification: 1, rejected: 1 } });
  expect(fleet.progress.counts).toMatchObject({ SUCCEEDED: 18, FAILED: 2 });
  await expectTargets(fleet_id);
  await expectTasks(fleet_id);
  await expectLog(fleet_id);
  await expectEvents(fleet_id);
});

async function expectTargets(fleet_id: string): Promise<void> {
  const targets = must(await system.client.listTargets({ params: { fleet_id }, query: { limit: 100 } }));
  expect(targets.map((each) => [each.path, each.attempt, each.failure?.class])).toEqual(
    names.map((name) => [name, 1, name === failing ? 'verification' : name === removed ? 'rejected' : undefined]),
  );
  for (const [name, remote] of remotes) {
    const branches = (await branchesOf(remote)).map((branch) => [branch.name, branch.commits.length]);
    expect(branches).toEqual(name === removed ? [] : [[`bgagent/${fleet_id}/${name}`, 1]]);
  }
}

/** One task per target that was not rejected, each created, claimed and ended once. */
async function expectTasks(fleet_id: string): Promise<void> {
  const tasks = await system.tasksOf(fleet_id);
  expect(tasks.map((task) => task.repo).sort()).toEqual(names.filter((name) => name !== removed).map((name) => `acme/${name}`));
  for (const { task_id } of tasks) {
    const events = must(await system.client.listTaskEvents({ params: { task_id }, query: { limit: 100 } }));
    const kinds = events.map((event) => event.event_type);
    expect(kinds[0]).toBe('task_created');
    expect(kinds.at(-1)).toBe('task_completed');
    expect(new Set(kinds).size).toBe(kinds.length);
  }
}

async function expectLog(fleet_id: string): Promise<void> {
  const log = must(await system.client.listLog({ params: { fleet_id }, query: { limit: 100 } }));
  const sum = (action: string): number =>
    log.filter((entry) => entry.action === action).reduce((total, entry) => total + entry.target_count, 0);
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, at) => at + 1));
  expect([sum('launched'), sum('settled')]).toEqual([20, 20]);
  expect(log.filter((entry) => entry.action === 'finished')).toHaveLength(1);
}

/** Only where somebody can listen to the bus: an event may be repeated, but there is one for each transition. */
async function expectEvents(fleet_id: string): Promise<void> {
  const events = await system.publishedEvents(fleet_id);
  if (events === undefined) return;
  const byId = new Map(events.map((event) => [event.detail.event_id, event]));
  expect([...byId.values()].map(({ type, detail }) => [type, detail.status])).toEqual([
    ['Fleet Started', 'RUNNING'],
    ['Fleet Finished', 'PARTIAL'],
  ]);
}
