import { defaultPolicy } from '../../core/failure-policy.ts';
import type { FleetStores } from '../../adapters/ports.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { takeMail } from '../../lambdas/fleet-mailbox/take-mail.ts';
import { takeTurn } from '../../lambdas/fleet-mailbox/take-turn.ts';
import { publishEnds } from '../../lambdas/fleet-mailbox/publish-ends.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { makeTask } from '../adapters/task/task-row.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import { newFleetId } from '../adapters/fleet/fleet-ids.ts';
import { mailOf } from './mail-of.ts';
import { listeningPorts, storesOn, submit } from './fleet-parts.ts';

let dynamo: LocalDynamo;
let stores: FleetStores;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  stores = storesOn(dynamo);
});
afterAll(() => dynamo.stop());

const look = (fleet_id: string, more: Record<string, unknown> = {}) => ({ kind: 'look', fleet_id, ...more });

test('a first look starts the fleet: the run, the event, the log, and a timer', async () => {
  const { fleetId } = await submit(stores, 3);
  const ports = listeningPorts(stores);
  expect(await takeMail(ports, [mailOf('m1', look(fleetId))])).toEqual({ batchItemFailures: [] });
  expect(ports.told).toMatchObject({
    runs: [{ fleet_id: fleetId, run: 1, targets: [0, 1, 2] }],
    events: ['Fleet Started'],
    failures: [],
  });
  const ledger = await stores.ledgers.getLedger(fleetId);
  expect(ledger).toMatchObject({ status: 'RUNNING', startOwed: false, owedLog: [], owedEvents: [], version: 3 });
  const log = await stores.log.listLog(fleetId, { limit: 10 });
  expect(log.items.map((entry) => entry.action)).toEqual(['submitted', 'launched']);
});

test('more commands than a turn judges are judged in the next turn, for which it mails itself', async () => {
  const { fleetId } = await submit(stores, 1);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const [fleet_id, at] = [fleetId, Date.now()];
  for (let n = 0; n < 103; n += 1) {
    const asked = { command_id: newFleetId(), fleet_id, actor: 'ann', reason: null, at, generation: 1, expect_revision: null };
    await stores.commands.putCommandIfAbsent({ ...asked, kind: 'pause', verdict: null });
  }
  const ports = listeningPorts(stores);
  const pending = async () => (await stores.commands.listPendingCommands(fleetId)).length;
  // One entry of the log for the pause, none for those that change nothing: fewer effects than a turn performs.
  await takeTurn(ports, fleetId, []);
  expect(await pending()).toBe(3);
  expect(ports.told.mail).toEqual([{ kind: 'look', fleet_id }]);
  await takeTurn(ports, fleetId, []);
  expect(await pending()).toBe(0);
  expect(ports.told.mail).toHaveLength(1);
});

describe('the children of a fleet', () => {
  const started = async (total: number, changes: Partial<Ledger> = {}): Promise<string> => {
    const { fleetId } = await submit(stores, total);
    await takeTurn(listeningPorts(stores), fleetId, []);
    const ledger = await stores.ledgers.getLedger(fleetId);
    if (!ledger) throw new Error('there is no fleet');
    await stores.ledgers.putLedgerAtVersion({ ...ledger, ...changes });
    return fleetId;
  };
  const park = (fleetId: string, run: number) =>
    stores.tokens.parkUnlessNewer(fleetId, 2, { run, token: 'tok', entered: '2026-11-21T10:00:00.000Z', retry: 0, parkedAt: 1 });

  test.each([
    [1, [['tok', true]]],
    [2, []],
  ])('a wake answers a child of a run that the ledger knows: run %d', async (run, answers) => {
    const fleetId = await started(3, { owed: ['none', 'none', 'wake'] });
    await park(fleetId, run);
    const ports = listeningPorts(stores);
    await takeTurn(ports, fleetId, []);
    expect(ports.told.answers).toEqual(answers);
    expect((await stores.ledgers.getLedger(fleetId))?.owed).toEqual(['none', 'none', 'none']);
  });

  test('a child that the run which is being started does not have comes with the next one, in a look of its own', async () => {
    const fleetId = await started(3, { startOwed: true, owed: ['child-in-run', 'child', 'none'] });
    const ports = listeningPorts(stores);
    await takeTurn(ports, fleetId, []);
    expect(ports.told).toMatchObject({ runs: [{ run: 1, targets: [0] }], mail: [{ kind: 'look', fleet_id: fleetId }] });
    await takeTurn(ports, fleetId, []);
    expect(ports.told.runs.slice(1)).toMatchObject([{ run: 2, targets: [1] }]);
  });

  test.each([
    ['ended-early', [], true],
    ['succeeded', [], false],
    ['running', [], false],
    ['unknown', [], false],
    ['unknown', [1], true],
  ] as const)('at a tick the actor asks after its runs: one that is %s, named in mail: %j', async (status, named, isReplaced) => {
    const fleetId = await started(1, { wakeAt: 1 });
    const ports = listeningPorts(stores);
    const workflow = { ...ports.workflow, runStatus: () => Promise.resolve(status) };
    const looks = named.map((run) => ({ kind: 'look' as const, fleet_id: fleetId, run }));
    await takeTurn({ ...ports, workflow }, fleetId, looks);
    expect(ports.told.runs).toHaveLength(isReplaced ? 1 : 0);
  });
});

test('mail that does not parse goes to the dead letters and never comes again; the rest of the batch is taken', async () => {
  const { fleetId } = await submit(stores, 1);
  const ports = listeningPorts(stores);
  const bad = ['not json', { kind: 'look' }, look('short'), look(fleetId, { ordinals: ['0'] })];
  const records = [
    ...bad.map((body, at) => mailOf(`bad${String(at)}`, body)),
    mailOf('good', look(fleetId, { unknown: 'is ignored' })),
    mailOf('nobody', look(newFleetId())),
  ];
  expect(await takeMail(ports, records)).toEqual({ batchItemFailures: [] });
  expect(ports.told.deadLetters).toHaveLength(4);
  expect(ports.told.runs).toHaveLength(1);
});

test('one fleet’s trouble is not another’s: only its messages come again', async () => {
  const [sick, well] = [await submit(stores, 1), await submit(stores, 1)];
  const broken: FleetStores = {
    ...stores,
    ledgers: {
      ...stores.ledgers,
      getLedger: (id) => (id === sick.fleetId ? Promise.reject(new Error('throttled')) : stores.ledgers.getLedger(id)),
    },
  };
  const ports = listeningPorts(broken);
  const records = [mailOf('s1', look(sick.fleetId)), mailOf('w1', look(well.fleetId)), mailOf('s2', look(sick.fleetId))];
  expect(await takeMail(ports, records)).toEqual({ batchItemFailures: [{ itemIdentifier: 's1' }, { itemIdentifier: 's2' }] });
  expect(ports.told.runs).toMatchObject([{ fleet_id: well.fleetId }]);
});

test('an effect that fails stays owed and is done by a later turn', async () => {
  const { fleetId } = await submit(stores, 1);
  const ports = listeningPorts(stores);
  await takeTurn(
    { ...ports, workflow: { ...ports.workflow, startRun: () => Promise.reject(new Error('throttled')) } },
    fleetId,
    [],
  );
  expect(ports.told).toMatchObject({ failures: ['start-run'], runs: [], events: ['Fleet Started'] });
  expect(await stores.ledgers.getLedger(fleetId)).toMatchObject({ startOwed: true, owedEvents: [] });
  await takeTurn(ports, fleetId, []);
  expect(ports.told.runs).toHaveLength(1);
  expect(ports.told.events).toHaveLength(1);
});

test('a task that ended is recorded with its target', async () => {
  const { fleetId } = await submit(stores, 1);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const row: TaskRow = {
    ...(await makeTask()),
    idempotency_key: fleetTaskKey(fleetId, 0, 1),
    status: 'COMPLETED',
    build_passed: true,
    cost_usd: 0.75,
    claimed_at: '2026-11-21T10:00:00.000Z',
    started_at: '2026-11-21T10:00:00.000Z',
    completed_at: '2026-11-21T10:01:00.000Z',
    pr_url: 'https://example.test/pr/1',
    branch_name: 'b',
    outcome: 'changed',
  };
  const ports = listeningPorts(stores, { readTasks: (ids) => Promise.resolve(ids.includes(row.task_id) ? [row] : []) });
  await takeTurn(ports, fleetId, [{ kind: 'look', fleet_id: fleetId, task_ids: [row.task_id] }]);
  expect(ports.told.answers).toEqual([]);
  expect(ports.told.events).toEqual(['Fleet Finished']);
  expect(ports.told.completions).toMatchObject([
    { outcome: 'SUCCEEDED', targets: { SUCCEEDED: 1 }, failures: {}, cost: { known_usd: 0.75, unknown_count: 0 } },
  ]);
  const [target] = await stores.targets.getTargets(fleetId, [0]);
  expect(target?.outcomes['1']).toMatchObject({
    status: 'SUCCEEDED',
    trigger: 'initial',
    pr_url: 'https://example.test/pr/1',
    cost_usd: 0.75,
    duration_s: 60,
  });
  expect(await stores.ledgers.getLedger(fleetId)).toMatchObject({
    status: 'SUCCEEDED',
    wakeAt: null,
    cost: { knownUsd: 0.75, unknownCount: 0 },
  });
});

test('what a cancelled task cost is told when its worker has stopped, and recorded with its attempt', async () => {
  const { fleetId } = await submit(stores, 1);
  const ledger = await stores.ledgers.getLedger(fleetId);
  if (!ledger) throw new Error('there is no fleet');
  await stores.ledgers.putLedgerAtVersion({ ...ledger, settings: { ...ledger.settings, usesAgent: true } });
  await takeTurn(listeningPorts(stores), fleetId, []);
  const times = { claimed_at: '2026-11-21T10:00:00.000Z', completed_at: '2026-11-21T10:01:00.000Z' };
  const row = { ...(await makeTask()), idempotency_key: fleetTaskKey(fleetId, 0, 1), status: 'CANCELLED', ...times } as const;
  const tells = (told: Partial<TaskRow>) =>
    takeTurn(listeningPorts(stores, { readTasks: () => Promise.resolve([{ ...row, ...told }]) }), fleetId, [
      { kind: 'look', fleet_id: fleetId, task_ids: [row.task_id] },
    ]);
  const known = async () => [
    (await stores.ledgers.getLedger(fleetId))?.cost,
    (await stores.targets.getTargets(fleetId, [0]))[0]?.outcomes['1'],
  ];
  await tells({ cost_usd: null });
  expect(await known()).toMatchObject([
    { knownUsd: 0, unknownCount: 1 },
    { status: 'CANCELLED', cost_usd: null, turns: null },
  ]);
  for (let n = 0; n < 2; n += 1) await tells({ cost_usd: 0.5, turns_completed: 3 });
  expect(await known()).toMatchObject([
    { knownUsd: 0.5, unknownCount: 0 },
    { status: 'CANCELLED', cost_usd: 0.5, turns: 3 },
  ]);
});

test('of two turns that would end an attempt without a task in two ways, the first word stands in record and ledger', async () => {
  const { fleetId } = await submit(stores, 1);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const ports = listeningPorts(stores, { lookUpKey: () => Promise.resolve({ userId: 'ann', closed: true }) });
  const look = [{ kind: 'look' as const, fleet_id: fleetId, ordinals: [0] }];
  // A turn that has seen a cancel records CANCELLED, in the moment in which this one has read its facts.
  const racing = {
    ...ports,
    stores: {
      ...stores,
      targets: {
        ...stores.targets,
        keepOutcome: async (...[of, ordinal, attempt, outcome]: Parameters<typeof stores.targets.keepOutcome>) => {
          await stores.targets.keepOutcome(of, ordinal, attempt, { ...outcome, status: 'CANCELLED', failure: null });
          return stores.targets.keepOutcome(of, ordinal, attempt, outcome);
        },
      },
    },
  };
  await takeTurn(racing, fleetId, look);
  const [target] = await stores.targets.getTargets(fleetId, [0]);
  expect(target?.outcomes['1']).toMatchObject({ status: 'CANCELLED', failure: null });
  expect(await stores.ledgers.getLedger(fleetId)).toMatchObject({ statuses: ['CANCELLED'], status: 'CANCELLED' });
});

test('turns of one fleet at once: one decides at a time, and nothing is done twice that shows', async () => {
  const { fleetId } = await submit(stores, 4);
  const ports = listeningPorts(stores);
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => takeTurn(ports, fleetId, [])));
  expect(results.some((result) => result.status === 'fulfilled')).toBe(true);
  await takeTurn(ports, fleetId, []);
  const ledger = await stores.ledgers.getLedger(fleetId);
  expect(ledger?.statuses.filter((status) => status === 'QUEUED')).toHaveLength(2);
  expect(new Set(ports.told.runs.map((run) => run.run))).toEqual(new Set([1]));
  expect((await stores.log.listLog(fleetId, { limit: 10 })).items).toHaveLength(2);
});

test('the agent of a task, its session and its question are kept with the attempt', async () => {
  const { fleetId } = await submit(stores, 1);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const agent = { agent: 'claude', model: 'opus', session_id: 's-1', question: 'Which Go?' };
  const row: TaskRow = {
    ...(await makeTask()),
    ...agent,
    ...{
      idempotency_key: fleetTaskKey(fleetId, 0, 1),
      status: 'COMPLETED',
      turns_attempted: 5,
      turns_completed: 4,
      cost_usd: 0.5,
    },
  };
  const ports = listeningPorts(stores, { readTasks: () => Promise.resolve([row]) });
  await takeTurn(ports, fleetId, [{ kind: 'look', fleet_id: fleetId, task_ids: [row.task_id] }]);
  const [target] = await stores.targets.getTargets(fleetId, [0]);
  expect(target?.outcomes['1']).toMatchObject({ ...agent, turns: 4, cost_usd: 0.5, result: null });
});

describe('where the end of each target is published', () => {
  const rowOf = async (fleetId: string, ordinal: number, attempt: number): Promise<TaskRow> => ({
    ...(await makeTask()),
    idempotency_key: fleetTaskKey(fleetId, ordinal, attempt),
    status: 'FAILED',
    error_message: 'It broke.',
  });
  const knowing = (row: TaskRow) =>
    listeningPorts(stores, { readTasks: (ids) => Promise.resolve(ids.includes(row.task_id) ? [row] : []) });

  test('a repeat is equal to what was told first, though its task has answered since', async () => {
    const submitted = await submit(stores, 1);
    const { fleetId } = submitted;
    const lost = { ...submitted, statuses: ['LOST' as const], firstUnpublished: [1] };
    const outcome = {
      status: 'LOST',
      trigger: 'initial',
      task_id: null,
      failure: null,
      outcome: null,
      pr_url: null,
      branch: null,
    } as const;
    const times = { cost_usd: 0, started_at: null, finished_at: '2026-11-21T10:00:00.000Z', duration_s: null };
    await stores.targets.recordOutcome(fleetId, 0, 1, { ...outcome, ...times });
    const details: unknown[] = [];
    const ports = listeningPorts(stores);
    const bus = {
      ...ports.bus,
      publishFleetEvent: (_: string, detail: unknown) => Promise.resolve(void details.push(detail)),
    };
    await publishEnds({ ...ports, bus }, lost, { ordinal: 0, from: 1 });
    await stores.targets.recordOutcome(fleetId, 0, 1, { ...outcome, ...times, status: 'SUCCEEDED' });
    await publishEnds({ ...ports, bus }, lost, { ordinal: 0, from: 1 });
    expect(details[0]).toMatchObject({ status: 'LOST' });
    expect(JSON.stringify(details[1])).toBe(JSON.stringify(details[0]));
  });

  test.each([
    ['COMPLETED', { version: '2.1' }],
    ['FAILED', null],
  ] as const)(
    'what a task that is %s passes on is kept with the attempt, and told of one that succeeded',
    async (status, told) => {
      const submitted = await submit(stores, 1);
      const { fleetId } = submitted;
      await stores.ledgers.putLedgerAtVersion({ ...submitted, settings: { ...submitted.settings, notifyTargets: true } });
      await takeTurn(listeningPorts(stores), fleetId, []);
      const row: TaskRow = { ...(await rowOf(fleetId, 0, 1)), status, result: { version: '2.1' } };
      const details: unknown[] = [];
      const ports = knowing(row);
      const publishFleetEvent = (type: string, detail: unknown): Promise<void> => {
        if (type === 'Fleet Target Finished') details.push(detail);
        return Promise.resolve();
      };
      await takeTurn({ ...ports, bus: { ...ports.bus, publishFleetEvent } }, fleetId, [
        { kind: 'look', fleet_id: fleetId, task_ids: [row.task_id] },
      ]);
      expect((await stores.targets.getTargets(fleetId, [0]))[0]?.outcomes['1']?.result).toEqual({ version: '2.1' });
      expect(details).toMatchObject([{ target: { attempt: 1, result: told } }]);
    },
  );

  test('each is told once, also those of attempts that were retried before anybody could be told', async () => {
    const submitted = await submit(stores, 2);
    const { fleetId } = submitted;
    await stores.ledgers.putLedgerAtVersion({ ...submitted, settings: { ...submitted.settings, notifyTargets: true } });
    await takeTurn(listeningPorts(stores), fleetId, []);
    const first = await rowOf(fleetId, 0, 1);
    const mute = {
      ...knowing(first),
      bus: { publishTaskStatus: () => Promise.resolve(), publishFleetEvent: () => Promise.reject(new Error('no bus')) },
    };
    await takeTurn(mute, fleetId, [{ kind: 'look', fleet_id: fleetId, task_ids: [first.task_id] }]);
    await stores.commands.putCommandIfAbsent({
      command_id: newFleetId(),
      fleet_id: fleetId,
      kind: 'retry',
      actor: 'ann',
      reason: null,
      at: Date.now(),
      generation: 1,
      expect_revision: null,
      verdict: null,
    });
    await takeTurn(mute, fleetId, []);
    const second = await rowOf(fleetId, 0, 2);
    const details: unknown[] = [];
    const ports = knowing(second);
    const heard = {
      ...ports,
      bus: {
        ...ports.bus,
        publishFleetEvent: (type: string, detail: unknown) => Promise.resolve(void details.push([type, detail])),
      },
    };
    await takeTurn(heard, fleetId, [{ kind: 'look', fleet_id: fleetId, task_ids: [second.task_id] }]);
    await takeTurn(heard, fleetId, []);
    expect(details).toMatchObject(
      [1, 2].map((attempt) => [
        'Fleet Target Finished',
        {
          event_id: `${fleetId}-target-0-${String(attempt)}`,
          status: 'FAILED',
          target: { path: 'r0', attempt, trigger: attempt === 1 ? 'initial' : 'retry', failure: { message: 'It broke.' } },
        },
      ]),
    );
    expect(details).toHaveLength(2);
  });
});

test('the reason of a breach names its targets by their paths', async () => {
  const submitted = await submit(stores, 3);
  const { fleetId } = submitted;
  const policy = { ...defaultPolicy, thresholdCount: 1 };
  await stores.ledgers.putLedgerAtVersion({ ...submitted, settings: { ...submitted.settings, policy } });
  await takeTurn(listeningPorts(stores), fleetId, []);
  const row: TaskRow = { ...(await makeTask()), idempotency_key: fleetTaskKey(fleetId, 1, 1), status: 'FAILED' };
  const ports = listeningPorts(stores, { readTasks: (ids) => Promise.resolve(ids.includes(row.task_id) ? [row] : []) });
  await takeTurn(ports, fleetId, [{ kind: 'look', fleet_id: fleetId, task_ids: [row.task_id] }]);
  expect((await stores.ledgers.getLedger(fleetId))?.reason?.message).toMatch(/Failed: r1\.$/);
  expect(ports.told.events).toEqual(['Fleet Breached']);
});

test('a task that was put off makes its target wait, until a worker takes it', async () => {
  const { fleetId } = await submit(stores, 2);
  await takeTurn(listeningPorts(stores), fleetId, []);
  const until = new Date(Date.now() + 180_500).toISOString();
  const waits_for = { host: 'github.com', until, every_s: 7.2, bucket: 'b', writes: 2 };
  const row: TaskRow = { ...(await makeTask()), idempotency_key: fleetTaskKey(fleetId, 1, 1), waits_for };
  const look = [{ kind: 'look' as const, fleet_id: fleetId, task_ids: [row.task_id] }];
  const knowing = (now: TaskRow) => listeningPorts(stores, { readTasks: () => Promise.resolve([now]) });
  const slot = async () => (await stores.ledgers.getLedger(fleetId))?.slots.get(1);
  const told = async () => (await stores.log.listLog(fleetId, { limit: 10 })).items.filter(({ action }) => action === 'waits');

  await takeTurn(knowing(row), fleetId, look);
  await takeTurn(knowing(row), fleetId, look);
  expect((await slot())?.waits).toEqual({ host: 'github.com', until: Date.parse(until), everyMs: 7_200 });
  expect(await told()).toMatchObject([{ reason: '1 target waits for github.com, about 3m.', targets: [[1, 1]], attempt: 1 }]);

  // The row of a task that was taken may still have what it waited for.
  await takeTurn(knowing({ ...row, status: 'HYDRATING', claimed_at: until }), fleetId, look);
  expect(await stores.ledgers.getLedger(fleetId)).toMatchObject({ statuses: ['QUEUED', 'RUNNING'] });
  expect(await slot()).not.toHaveProperty('waits');
  expect(await told()).toHaveLength(1);
});
