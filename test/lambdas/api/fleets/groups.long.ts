/** 10,000 targets in 9,000 groups, on real tables: every target is in exactly one group, page after page, and few items are held at once. */
import type { AttemptOutcome } from '../../../../contracts/fleet-records.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import { submit } from '../../fleet-parts.ts';
import { startBench, type Bench } from '../bench.ts';

const [total, groups] = [10_000, 9_000];
let bench: Bench;
let fleetId: string;
/** Most items of one read. */
let largestRead = 0;

/** Groups 0 to 999 have two targets each. */
const groupOf = (ordinal: number): number => ordinal % groups;
const hashOf = (group: number): string => group.toString(16).padStart(8, '0').repeat(8);

beforeAll(async () => {
  bench = await startBench();
  const ledger = await submit(bench.stores, total);
  fleetId = ledger.fleetId;
  const targets = await bench.stores.targets.getTargets(
    fleetId,
    Array.from({ length: total }, (_, ordinal) => ordinal),
  );
  const outcomeOf = (ordinal: number): AttemptOutcome => ({
    ...{ status: 'FAILED', trigger: 'initial', task_id: null, outcome: 'changed', pr_url: null, branch: null, cost_usd: 1 },
    ...{ started_at: null, finished_at: null, duration_s: 1, failed_verifier: 'tests' },
    change: { hash: hashOf(groupOf(ordinal)), files: 1, added: 1, removed: 0, bytes: 10, cut: false },
    failure: {
      ...{ class: 'verification', code: 'VERIFICATION_FAILED', retryable: false, by: 'user' },
      message: `verifier "tests" failed: exit code 1\nsrc/r${ordinal}.ts(${ordinal},1): error: ${wordOf(groupOf(ordinal))} is undefined`,
    },
  });
  for (let from = 0; from < targets.length; from += 100) {
    const some = targets.slice(from, from + 100);
    await Promise.all(some.map(({ ordinal }) => bench.stores.targets.recordOutcome(fleetId, ordinal, 1, outcomeOf(ordinal))));
  }
  await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, statuses: ledger.statuses.map(() => 'FAILED' as const) });
});
afterAll(() => bench.stop());

/** A word without digits for each number. */
const wordOf = (number: number): string =>
  Array.from(String(number), (digit) => 'abcdefghij'.charAt(Number(digit))).join('') + 'Name';

function client() {
  const { targets } = bench.stores;
  const getTargets: typeof targets.getTargets = (id, ordinals) => {
    largestRead = Math.max(largestRead, ordinals.length);
    return targets.getTargets(id, ordinals);
  };
  const ports: ApiPorts = { ...bench.ports, stores: { ...bench.stores, targets: { ...targets, getTargets } } };
  return bench.clientOf(bench.tokens.ann, ports);
}

interface AnyGroup {
  readonly number: number;
  readonly count: number;
  readonly targets: readonly string[];
}

/** The groups of the first pages. */
async function groupsOn(pages: number, operation: 'getChangeGroups' | 'getFailures'): Promise<AnyGroup[]> {
  const all: AnyGroup[] = [];
  let next_token: string | undefined;
  do {
    const answer = await client()[operation]({ params: { fleet_id: fleetId }, query: { limit: 1_000, next_token } });
    if (!answer.ok) throw new Error(answer.error.message);
    expect(answer.pagination?.totals).toMatchObject({ groups, targets: total });
    all.push(...answer.data);
    next_token = answer.pagination?.next_token ?? undefined;
  } while (next_token !== undefined && all.length < pages * 1_000);
  return all;
}

test('the groups of changes hold every target once, with numbers that go on from page to page', async () => {
  const all = await groupsOn(Infinity, 'getChangeGroups');
  expect(all.map(({ number }) => number)).toEqual(Array.from({ length: groups }, (_, at) => at + 1));
  expect(all.flatMap(({ targets }) => targets).length).toBe(total);
  expect(new Set(all.flatMap(({ targets }) => targets)).size).toBe(total);
  expect(all.map(({ count }) => count)).toEqual(Array.from({ length: groups }, (_, at) => (at < total - groups ? 2 : 1)));
  expect(largestRead).toBeLessThanOrEqual(500);
});

test('the groups of failures come in the same order', async () => {
  const some = await groupsOn(1, 'getFailures');
  expect(some.map(({ targets }) => targets)).toEqual(Array.from({ length: 1_000 }, (_, at) => [`r${at}`, `r${groups + at}`]));
});

test('the targets of one group are found among all', async () => {
  const found: string[] = [];
  let next_token: string | undefined;
  do {
    const query = { change_group: hashOf(7), limit: 100, next_token };
    const answer = await client().listTargets({ params: { fleet_id: fleetId }, query });
    if (!answer.ok) throw new Error(answer.error.message);
    found.push(...answer.data.map(({ path }) => path));
    next_token = answer.pagination?.next_token ?? undefined;
  } while (next_token !== undefined);
  expect(found).toEqual(['r7', 'r9007']);
});
