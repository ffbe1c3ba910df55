/** What a submit accepts together (semantics 24), each pair, and that spec, targets and ledger keep both. What it refuses: steps.test.ts. */
import type { FleetSpec, TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

/** Two targets of one repository, so that one may be the base of the other. */
interface Asked {
  readonly body?: object;
  /** Of the second target. */
  readonly target?: object;
  readonly isKept: (kept: Kept) => unknown;
  readonly expected: unknown;
}
interface Kept {
  readonly spec: FleetSpec;
  readonly ledger: Ledger;
  readonly second: TargetRecord;
}

const features: Readonly<Record<string, Asked>> = {
  steps: {
    body: {
      steps: [{ name: 'a' }, { name: 'merge', workflow_ref: 'coding/merge-v1', gate: 'person' }],
    },
    isKept: ({ spec, ledger }) => [spec.steps?.length, ledger.settings.steps.map(({ gate }) => gate)],
    expected: [2, [false, true]],
  },
  base: {
    target: { depends_on: ['first'], base: 'first' },
    isKept: ({ second }) => second.base,
    expected: 0,
  },
  dependencies: {
    target: { depends_on: ['first'] },
    isKept: ({ second, ledger }) => [second.depends_on, ledger.graph?.edges.length],
    expected: [[{ path: 'first', optional: false }], 1],
  },
  exclusive: {
    body: { exclusive: true },
    isKept: ({ ledger }) => ledger.settings.exclusive,
    expected: true,
  },
  heal: {
    body: { heal: { on_failure: 'pause' } },
    isKept: ({ ledger }) => ledger.settings.heal?.onFailure,
    expected: 'pause',
  },
  budget: {
    body: { budget: { fleet_usd: 20 } },
    isKept: ({ ledger }) => ledger.settings.budget?.fleetUsd,
    expected: 20,
  },
  canary: {
    body: { canary: { count: 1 } },
    isKept: ({ ledger }) => ledger.settings.canary,
    expected: 1,
  },
  review: {
    body: { publish: 'review' },
    isKept: ({ ledger }) => ledger.settings.reviews,
    expected: true,
  },
  pace: {
    body: { launches_per_minute: 3, ramp: { start: 1, factor: 2 }, max_concurrent_groups: 1 },
    isKept: ({ ledger: { settings } }) => [settings.launchesPerMinute, settings.ramp, settings.maxConcurrentGroups],
    expected: [3, { start: 1, factor: 2 }, 1],
  },
};
const names = Object.keys(features);
const pairs = names.flatMap((first, at) => names.slice(at + 1).map((second) => [first, second]));

test.each([...pairs, names].map((each) => [each.join(' with '), each] as const))('%s', async (_, each) => {
  // A repository of its own, since an exclusive fleet keeps it.
  const repo = `acme/${each.join('-')}`;
  await putRepo(bench.repos, onboarded(repo));
  const asked = each.flatMap((name) => features[name] ?? []);
  const second = Object.assign({ repo, id: 'second' }, ...asked.map(({ target }) => target)) as object;
  const targets = [{ repo, id: 'first' }, second];
  const body = Object.assign({ task_description: 'x', targets }, ...asked.map((feature) => feature.body)) as object;
  const planned = await bench.call('POST', '/v1/fleets/plan', { body: JSON.stringify(body) });
  expect([planned.status, planned.json]).toMatchObject([200, { data: { warnings: [] } }]);
  const reply = await bench.call('POST', '/v1/fleets', { body: JSON.stringify(body) });
  expect([reply.status, reply.text]).toEqual([202, expect.any(String)]);
  const { fleet_id: id } = (reply.json as { data: { fleet_id: string } }).data;
  const { specs, ledgers, targets: records } = bench.stores;
  const [spec, ledger, [record]] = await Promise.all([specs.getSpec(id), ledgers.getLedger(id), records.getTargets(id, [1])]);
  if (!spec || !ledger || !record) throw new Error(`no fleet ${id}`);
  for (const { isKept, expected } of asked) expect(isKept({ spec, ledger, second: record })).toEqual(expected);
  // Both targets are of one repository, which is claimed once.
  const claim = await bench.stores.claims.getClaim(repo);
  expect(claim?.fleetId).toBe(each.includes('exclusive') ? id : undefined);
});
