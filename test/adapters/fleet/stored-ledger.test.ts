/**
 * A ledger in a table outlives the version that wrote it. Ledgers of both forms are read: version 1 has its groups and labels in
 * it; version 2 has them in the spec and in an attribute. In the record of the core each key keeps its name, place and value;
 * a new setting may only add a key, with a default for older ledgers.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromLedgerItem, toFleetSummary, toLedgerItem } from '../../../adapters/fleet/ledger-item.ts';
import { packJson, unpackJson } from '../../../adapters/fleet/packed-json.ts';
import { countStatuses } from '../../../core/fleet.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { encodeLedger } from '../../../core/ledger/ledger-record.ts';
import { defaultPolicy } from '../../../core/failure-policy.ts';
import { groupRange } from '../../../contracts/fleet-records.ts';
import { frozenWith } from './frozen-with.ts';

type Stored = Readonly<Record<string, unknown>>;

// Read, not imported: an import would give it a type that JSON in a table does not have.
const storedIn = (file: string): Stored => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as Stored;
const stored = storedIn('stored-ledger.json');
const storedNow = storedIn('stored-ledger-2.json');

/** The groups as the submit froze them: none was approved. */
const groups = groupRange.array().parse(stored['groups']);
const noSpec = frozenWith(new Error('This ledger has its groups in it.'));
const frozen = frozenWith(groups);
const read = (ledger: Stored) => fromLedgerItem({ version: 7, ledger: packJson(ledger) }, noSpec);
const readNow = (ledger: Stored) =>
  fromLedgerItem({ v: 2, version: 7, labels: stored['labels'], ledger: packJson(ledger) }, frozen);
async function written(ledger: Stored): Promise<unknown> {
  const { graph, ...record } = await read(ledger);
  expect(graph).toBeNull();
  return JSON.parse(JSON.stringify(encodeLedger(record)));
}

function packedIn(item: Stored): Uint8Array {
  const { ledger } = item;
  if (!(ledger instanceof Uint8Array)) throw new Error('The item has no ledger.');
  return ledger;
}

// Only the time to live needs the table, and this fleet has not ended.
const table = { keepS: 60 } as Parameters<typeof toLedgerItem>[0];

test('a stored ledger is read: its settings, and its state', async () => {
  expect(await read(stored)).toMatchObject({
    settings: {
      title: 'Migrate to slog',
      labels: { team: 'payments' },
      timeoutS: 5_400,
      maxConcurrency: 5,
      maxConcurrentGroups: 2,
      launchesPerMinute: 30,
      ramp: { start: 2, factor: 2 },
      canary: 2,
      policy: { ...defaultPolicy, thresholdPercent: 50, excludeClasses: ['auth'] },
      autoRetryMax: 1,
      notifyTargets: true,
      webhooks: ['https://hooks.example.com/fleets'],
    },
    canaryPassed: true,
    statuses: ['SUCCEEDED', 'FAILED', 'QUEUED', 'PENDING', 'PENDING', 'PENDING'],
    slots: new Map([[2, { since: 1_790_000_024_000 }]]),
  });
});

/** What version 1 said of all children at once. */
const withoutLetGo = (ledger: Stored): Stored => Object.fromEntries(Object.entries(ledger).filter(([key]) => key !== 'letGo'));

test('no key of the record has another name, place or value', async () => {
  expect(await written(stored)).toMatchObject(withoutLetGo(stored));
});

test('the run of a ledger of version 1 has a child of each target that has not ended, but for those that were let go', async () => {
  expect(await read(stored)).toMatchObject({ children: [0, 0, 1, 1, 1, 1], wholeRun: 1, run: 1 });
  expect(await read({ ...stored, letGo: true })).toMatchObject({ children: [0, 0, 1, 0, 0, 0] });
  expect(await read({ ...stored, run: 0 })).toMatchObject({ children: [0, 0, 0, 0, 0, 0], wholeRun: 0 });
});

test('a ledger that is older than most settings is read, and nothing of it gets lost', async () => {
  const later = /^(maxConcurrentGroups|launchesPerMinute|ramp|canary|policy|notifyTargets|webhooks)$/;
  const old = Object.fromEntries(Object.entries(stored).filter(([key]) => !later.test(key)));
  expect(await read(old)).toMatchObject({
    settings: { maxConcurrency: 5, launchesPerMinute: null, ramp: null, canary: null, policy: null, notifyTargets: false },
    canaryPassed: false,
  });
  expect(await written(old)).toMatchObject({ ...withoutLetGo(old), canary: null, webhooks: [] });
});

test('a ledger of version 1 goes on as one of version 2, whose packed part is as it is stored here', async () => {
  const item = toLedgerItem(table, await read(stored));
  expect(item).toMatchObject({ v: 2, title: 'Migrate to slog', labels: { team: 'payments' }, version: 7 });
  expect(unpackJson(packedIn(item))).toEqual(storedNow);
  expect(await fromLedgerItem(item, frozen)).toEqual(await read(stored));
  expect(await readNow(storedNow)).toEqual(await read(stored));
});

test('teams are in the packed part, which older code keeps, and in an attribute; a ledger without any has neither', async () => {
  const without = await read(stored);
  const item = toLedgerItem(table, { ...without, teams: ['payments'] });
  expect(item).toMatchObject({ v: 2, teams: ['payments'] });
  expect(unpackJson(packedIn(item))).toEqual({ ...storedNow, teams: ['payments'] });
  expect(await fromLedgerItem(item, frozen)).toEqual({ ...without, teams: ['payments'] });
  expect(toFleetSummary(item).teams).toEqual(['payments']);
  const plain = toLedgerItem(table, without);
  expect([Object.keys(plain), toFleetSummary(plain).teams]).toEqual([expect.not.arrayContaining(['teams']), []]);
});

test('values by ordinal are read in both forms', async () => {
  const plain = {
    backoffs: [
      [3, 1_790_000_030_000],
      [5, 1_790_000_029_000],
    ],
    lateResults: [1],
    refusals: [0, 2],
  };
  const before = await read({ ...stored, ...plain });
  expect(before.backoffs).toEqual(new Map([[3, 1_790_000_030_000], [5, 1_790_000_029_000]])); // prettier-ignore
  const item = toLedgerItem(table, before);
  expect(unpackJson(packedIn(item))).toMatchObject({
    backoffs: { steps: [3, 2], from: 1_790_000_029_000, more: [1_000, 0] },
    lateResults: { steps: [1] },
    refusals: { steps: [0, 2] },
  });
  expect(await fromLedgerItem(item, frozen)).toEqual(before);
});

test("an approval that was given since the submit is the ledger's; one that does not fit the spec is refused", async () => {
  const given = await readNow({ ...storedNow, approvals: '--g' });
  expect(given.groups.map(({ approval }) => approval)).toEqual([undefined, undefined, 'given']);
  await expect(readNow({ ...storedNow, approvals: '--' })).rejects.toThrow('approvals of 2 groups, its spec has 3 groups');
  await expect(readNow({ ...storedNow, approvals: '--x' })).rejects.toThrow('unknown approval');
});

describe('what a target waits for', () => {
  const waits = { host: 'github.com', until: 1_790_000_200_000, everyMs: 7_200 };
  const slots = [[2, { since: 1_790_000_024_000, waits }]];

  test('is stored with its slot, and survives code of before it was there', async () => {
    const ledger = await readNow({ ...storedNow, slots });
    expect(ledger.slots.get(2)).toEqual({ since: 1_790_000_024_000, waits });
    expect(unpackJson(packedIn(toLedgerItem(table, ledger)))).toMatchObject({ slots });
  });

  test('makes the ledger one of version 3 as long as the log entry is owed, which version 2 refuses', async () => {
    const ledger = await readNow({ ...storedNow, slots });
    const counts = countStatuses(ledger.statuses);
    const entry = { seq: 9, at: 1, actor: { kind: 'system' }, action: 'waits', reason: '1 target waits.', counts } as const;
    expect(toLedgerItem(table, ledger)).toMatchObject({ v: 2 });
    const owing = toLedgerItem(table, { ...ledger, owedLog: [entry] });
    expect(owing).toMatchObject({ v: 3 });
    expect((await fromLedgerItem(owing, frozen)).owedLog).toEqual([entry]);
  });
});

describe('budgets and questions', () => {
  const budget = { fleetUsd: 0.01, targetUsd: 5, healUsd: 2 };
  const withSetting = (ledger: Ledger, more: Partial<Ledger['settings']>): Partial<Ledger> => ({
    settings: { ...ledger.settings, ...more },
  });
  const entryOf = (ledger: Ledger, action: 'asked' | 'answered') =>
    ({ seq: 9, at: 1, actor: { kind: 'system' }, action, reason: 'Why.', counts: countStatuses(ledger.statuses) }) as const;
  const reasonOf = (code: 'question' | 'auth') => ({ code, message: 'm', since: 1, actor: { kind: 'policy' } }) as const;

  test.each<[string, (ledger: Ledger) => Partial<Ledger>]>([
    ['a budget', (ledger) => withSetting(ledger, { budget })],
    ['the budget of an attempt that goes on', () => ({ slots: new Map([[2, { since: 1_790_000_024_000, budgetUsd: 1.5 }]]) })],
    ['targets that wait for an answer', () => ({ waiting: new Map([[3, 1_790_000_030_000], [5, 1_790_000_029_000]]) })], // prettier-ignore
    ['an answer', () => ({ answers: new Map([[2, '01JD0000000000000000000001']]) })],
    ['an attempt that began with an answer', ({ triggers }) => ({ triggers: ['answer', ...triggers.slice(1)] })],
    ['a fleet that waits for answers', () => ({ reason: reasonOf('question') })],
    ['refused credentials', () => ({ reason: reasonOf('auth') })],
    ['a log entry asked', (ledger) => ({ owedLog: [entryOf(ledger, 'asked')] })],
    ['a log entry answered', (ledger) => ({ owedLog: [entryOf(ledger, 'answered')] })],
  ])('%s makes the ledger one of version 5, which older code leaves as it is', async (_, more) => {
    const before = await readNow(storedNow);
    const ledger = { ...before, ...more(before) };
    const item = toLedgerItem(table, ledger);
    expect(item).toMatchObject({ v: 5 });
    expect(await fromLedgerItem(item, frozen)).toEqual(ledger);
  });

  test('are not there in a ledger that is older: it has no budget, and its workflow says whether an agent works', async () => {
    const ledger = await readNow(storedNow);
    expect(ledger).toMatchObject({ settings: { budget: null, usesAgent: true }, waiting: new Map(), answers: new Map() });
    const shell = await readNow({ ...storedNow, workflowRef: 'shell/run-v1@1.0.0' });
    expect(shell.settings.usesAgent).toBe(false);
    expect(await fromLedgerItem(toLedgerItem(table, shell), frozen)).toEqual(shell);
    const other = { ...shell, ...withSetting(shell, { usesAgent: true }) };
    const item = toLedgerItem(table, other);
    expect(item).toMatchObject({ v: 2 });
    expect(await fromLedgerItem(item, frozen)).toEqual(other);
  });
});

describe('steps, heals and claims of repositories', () => {
  const steps = [{ name: 's', timeoutS: 60, budgetUsd: null, gate: true, batches: false, usesAgent: true, merges: false }];
  const heal = { maxAttempts: 1, maxUsd: 2, onFailure: 'pause' } as const;
  const withSetting = (ledger: Ledger, more: Partial<Ledger['settings']>): Pick<Ledger, 'settings'> => ({
    settings: { ...ledger.settings, ...more },
  });
  const words = [
    { commandId: '01JD0000000000000000000001', budgetUsd: null, targets: new Set([2]) },
    { commandId: '01JD0000000000000000000002', budgetUsd: 7.5, targets: new Set([1, 4]) },
  ];

  test.each<[string, (ledger: Ledger) => Partial<Ledger>]>([
    ['steps', (ledger) => withSetting(ledger, { steps, pauseBetween: 'steps' })],
    ['heals', (ledger) => withSetting(ledger, { heal })],
    ['claims', (ledger) => ({ ...withSetting(ledger, { exclusive: true }), releaseOwed: true })],
    ['other words', () => ({ words })],
    [
      'targets at gates',
      (ledger) => ({
        ...withSetting(ledger, { steps: [...steps, ...steps], heal }),
        ...{ gates: new Map([[3, 1_790_000_030_000], [5, 1_790_000_029_000]]), lastArrival: 1_790_000_030_000 }, // prettier-ignore
        ...{ gatesPassed: new Set([0, 2]), worked: new Map([[3, 61_000], [5, 1_000]]), skipsAtGates: true }, // prettier-ignore
        ...{ atSteps: [0, 1, 1, 1, 0, 1], heals: [0, 1, 0, 0, 0, 0], words },
        reason: { code: 'step_gate', message: 'm', since: 1, actor: { kind: 'policy' }, step: 1 },
      }),
    ],
  ])('%s make the ledger one of the newest version, and are read again as they were', async (_, more) => {
    const before = await readNow(storedNow);
    const ledger = { ...before, ...more(before) };
    const item = toLedgerItem(table, ledger);
    expect(item).toMatchObject({ v: 6 });
    expect(await fromLedgerItem(item, frozen)).toEqual(ledger);
  });

  test('are not there in a ledger that is older', async () => {
    const ledger = await readNow(storedNow);
    expect(ledger).toMatchObject({ settings: { steps: [], heal: null, pauseBetween: null, exclusive: false } });
    expect(ledger).toMatchObject({ gates: new Map(), worked: new Map(), words: [], lastArrival: 0, releaseOwed: false });
    expect([ledger.atSteps, ledger.heals]).toEqual([ledger.statuses.map(() => 0), ledger.statuses.map(() => 0)]);
  });
});

describe('what older code would decide wrongly makes the ledger one of version 4', () => {
  const graph = { edges: [{ from: 1, to: 2, onFrom: 0, onTo: 1, optional: false }], dependents: [1, 0, 0, 0, 0, 0] };

  test.each<[string, Partial<Ledger>]>([
    ['dependencies', { graph }],
    ['a target that a person ends', { stops: new Map([[2, 'cancel']]) }],
    ['a target that a person failed', { failedByPerson: new Set([1]) }],
  ])('%s', async (_, more) => {
    const ledger = { ...(await readNow(storedNow)), ...more };
    const item = toLedgerItem(table, ledger);
    expect(item).toMatchObject({ v: 4 });
    expect(await fromLedgerItem(item, frozenWith(groups, graph))).toEqual(ledger);
  });

  test.each(['blocked', 'failed'] as const)('a log entry %s', async (action) => {
    const ledger = await readNow(storedNow);
    const counts = countStatuses(ledger.statuses);
    const entry = { seq: 9, at: 1, actor: { kind: 'system' }, action, reason: 'Why.', counts } as const;
    expect(toLedgerItem(table, { ...ledger, owedLog: [entry] })).toMatchObject({ v: 4 });
  });

  test('a ledger that says it has dependencies is not read without them', async () => {
    const item = toLedgerItem(table, { ...(await readNow(storedNow)), graph });
    await expect(fromLedgerItem(item, frozen)).rejects.toThrow('no graph');
  });
});

describe('what lists show of a ledger', () => {
  const summaryOf = async (change: Partial<Ledger>, without: readonly string[]) => {
    const { summary, ...item } = toLedgerItem(table, { ...(await read(stored)), finishedAt: null, ...change });
    const kept = Object.entries(Object(summary) as Stored).filter(([name]) => !without.includes(name));
    return toFleetSummary({ ...item, summary: Object.fromEntries(kept) });
  };
  const added = ['waits_for_person', 'revision', 'updated_at'];
  const reason = (code: 'approval_required' | 'user') => ({
    code,
    message: 'It waits.',
    since: 0,
    actor: { kind: 'user' as const },
  });

  test('has since when it waits, and what it was written as', async () => {
    const summary = await summaryOf({ status: 'PAUSED', reason: reason('user'), revision: 3, updatedAt: 60_000 }, []);
    expect(summary).toMatchObject({
      ...{ waits_for_person: true, revision: 3, updated_at: '1970-01-01T00:01:00.000Z' },
      reason: { code: 'user', message: 'It waits.', since: '1970-01-01T00:00:00.000Z' },
    });
  });

  test.each([
    ['PAUSED', reason('user'), true],
    ['PAUSING', reason('user'), true],
    ['PENDING', reason('approval_required'), true],
    ['PENDING', null, false],
    ['RUNNING', null, false],
  ] as const)('is read as older code wrote it: %s, %j', async (status, why, waits) => {
    const summary = await summaryOf({ status, reason: why }, added);
    expect(summary).toMatchObject({ status, waits_for_person: waits, revision: null, updated_at: null });
  });

  test('has a reason without its time where older code wrote it', async () => {
    const item = toLedgerItem(table, { ...(await read(stored)), finishedAt: null, status: 'PAUSED', reason: reason('user') });
    const summary = toFleetSummary({ ...item, reason: { code: 'user', message: 'It waits.' } });
    expect(summary.reason).toEqual({ code: 'user', message: 'It waits.', since: null });
  });
});
