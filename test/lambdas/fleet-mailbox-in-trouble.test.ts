/** Turns whose calls fail or hang: what they keep from other fleets, and from the commands of their own. Time is told by hand. */
import type { FleetStores, TaskCore } from '../../adapters/ports.ts';
import { mailBackoffS, mailReceives } from '../../contracts/messages.ts';
import type { ActorPorts } from '../../lambdas/fleet-mailbox/actor-ports.ts';
import { takeMail } from '../../lambdas/fleet-mailbox/take-mail.ts';
import { takeTurn } from '../../lambdas/fleet-mailbox/take-turn.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import { newFleetId } from '../adapters/fleet/fleet-ids.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { makeTask } from '../adapters/task/task-row.ts';
import { listeningPorts, storesOn, submit } from './fleet-parts.ts';
import { mailOf } from './mail-of.ts';

let dynamo: LocalDynamo;
let stores: FleetStores;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  stores = storesOn(dynamo);
});
afterAll(() => dynamo.stop());

const look = (fleet_id: string, more: Record<string, unknown> = {}) => ({ kind: 'look' as const, fleet_id, ...more });

/** Seconds after which the parts of a turn must be done, by the default deadline. */
const limitOf = { facts: 6, settlements: 12, effects: 17, turn: 20 } as const;

/** Seconds after which the messages of a turn that is done do not wait for the others of their batch. */
const longBatchS = 1;

/** Limits that pass when a test says so. */
class Limits {
  readonly #made: { readonly seconds: number; readonly limit: AbortController }[] = [];

  readonly after: ActorPorts['after'] = (seconds) => {
    const limit = new AbortController();
    this.#made.push({ seconds: Math.round(seconds), limit });
    return limit.signal;
  };

  pass(seconds: number): void {
    for (const made of this.#made) if (made.seconds === seconds) made.limit.abort();
  }
}

/** A call that hangs until it is let go, and tells when it was made. */
function hanging() {
  const { promise: made, resolve: tellMade } = Promise.withResolvers<undefined>();
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const hang = async (): Promise<void> => {
    tellMade(undefined);
    await released;
  };
  return {
    hang,
    made,
    release: () => {
      release(undefined);
    },
  };
}

const askFor = (fleetId: string, kind: 'cancel' | 'pause') =>
  stores.commands.putCommandIfAbsent({
    command_id: newFleetId(),
    fleet_id: fleetId,
    kind,
    actor: 'ann',
    reason: null,
    at: Date.now(),
    generation: 1,
    expect_revision: null,
    verdict: null,
  });

/** A fleet with two targets that run, and the ports of its next turns. */
async function running(core: Partial<TaskCore> = {}) {
  const { fleetId } = await submit(stores, 3);
  await takeTurn(listeningPorts(stores), fleetId, []);
  return { fleetId, ports: listeningPorts(stores, core) };
}

const rowOf = async (fleetId: string, ordinal: number): Promise<TaskRow> => ({
  ...(await makeTask()),
  idempotency_key: fleetTaskKey(fleetId, ordinal, 1),
  status: 'FAILED',
});

const ledgerOf = (fleetId: string) => stores.ledgers.getLedger(fleetId);
const pendingOf = (fleetId: string) => stores.commands.listPendingCommands(fleetId);

test('a turn that hangs fails at its deadline, comes again soon, and the turns of its neighbours are done', async () => {
  const [sick, well] = [await submit(stores, 1), await submit(stores, 1)];
  const { hang, made, release } = hanging();
  const getLedger = async (id: string) => {
    if (id === sick.fleetId) await hang();
    return stores.ledgers.getLedger(id);
  };
  const limits = new Limits();
  const { promise: neighbourDone, resolve: onTurn } = Promise.withResolvers<string>();
  const ports = {
    ...listeningPorts({ ...stores, ledgers: { ...stores.ledgers, getLedger } }),
    ...{ after: limits.after, onTurn },
  };
  const records = [mailOf('s1', look(sick.fleetId)), mailOf('w1', look(well.fleetId)), mailOf('s2', look(sick.fleetId), 2)];
  const answer = takeMail(ports, records);
  await Promise.all([made, neighbourDone]);
  expect(ports.told.removed).toEqual([]);
  limits.pass(longBatchS);
  // The queue may hand out further mail of the neighbour, although the batch has no answer yet.
  await new Promise((resolve) => setImmediate(resolve));
  expect(ports.told.removed).toEqual([['receipt of w1']]);
  limits.pass(limitOf.turn);
  expect(await answer).toEqual({ batchItemFailures: [{ itemIdentifier: 's1' }, { itemIdentifier: 's2' }] });
  expect(ports.told.runs).toMatchObject([{ fleet_id: well.fleetId }]);
  expect(ports.told.comeAgain).toEqual([[['receipt of s1', 'receipt of s2'], 2]]);

  // What was given up goes on when its call is answered after all: it can make no call any more.
  release();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await ledgerOf(sick.fleetId)).toMatchObject({ status: 'PENDING', version: sick.version });
  expect(ports.told.runs).toHaveLength(1);
});

test('where the queue does not take it that mail comes again soon, it comes after a while', async () => {
  const ports = listeningPorts({
    ...stores,
    ledgers: { ...stores.ledgers, getLedger: () => Promise.reject(new Error('throttled')) },
  });
  const mailbox = { ...ports.mailbox, comeAgain: () => Promise.reject(new Error('no queue')) };
  const answer = await takeMail({ ...ports, mailbox }, [mailOf('m', look(newFleetId()))]);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
  expect(ports.told.failures).toEqual(['come again']);
});

test('a message that cannot be set aside comes again', async () => {
  const ports = listeningPorts(stores);
  const mailbox = { ...ports.mailbox, deadLetter: () => Promise.reject(new Error('no queue')) };
  const answer = await takeMail({ ...ports, mailbox }, [mailOf('m', 'not json')]);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
  expect(ports.told.comeAgain).toEqual([[['receipt of m'], 1]]);
});

test('mail waits longer each time, and outlives turns that fail for 15 minutes', () => {
  const waits = (share: number) => Array.from({ length: mailReceives }, (_, n) => mailBackoffS(n + 1, share));
  expect(waits(0).slice(0, 7)).toEqual([1, 2, 4, 8, 16, 20, 20]);
  expect(waits(1).slice(0, 7)).toEqual([1, 2, 3, 6, 12, 15, 15]);
  expect(waits(1).reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(15 * 60);
});

describe('a cancel is applied, and the mail comes again, where', () => {
  const cancelled = async (fleetId: string): Promise<void> => {
    expect(await ledgerOf(fleetId)).toMatchObject({ status: 'CANCELLING', statuses: ['QUEUED', 'QUEUED', 'CANCELLED'] });
    expect(await pendingOf(fleetId)).toEqual([]);
  };

  test('the facts cannot be read', async () => {
    const { fleetId, ports } = await running({ readTasks: () => Promise.reject(new Error('throttled')) });
    await askFor(fleetId, 'cancel');
    const answer = await takeMail(ports, [mailOf('m', look(fleetId, { task_ids: ['t'] }))]);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
    await cancelled(fleetId);
  });

  test('reading the facts hangs', async () => {
    const { hang, made } = hanging();
    const { fleetId, ports } = await running({
      readTasks: async () => {
        await hang();
        return [];
      },
    });
    await askFor(fleetId, 'cancel');
    const limits = new Limits();
    const answer = takeMail({ ...ports, after: limits.after }, [mailOf('m', look(fleetId, { task_ids: ['t'] }))]);
    await made;
    limits.pass(limitOf.facts);
    expect(await answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
    await cancelled(fleetId);
  });

  test('the end of an attempt cannot be recorded', async () => {
    const { fleetId, ports } = await running();
    const row = await rowOf(fleetId, 0);
    await askFor(fleetId, 'cancel');
    const targets = { ...ports.stores.targets, recordOutcome: () => Promise.reject(new Error('too large')) };
    const broken = {
      ...ports,
      stores: { ...ports.stores, targets },
      core: { ...ports.core, readTasks: () => Promise.resolve([row]) },
    };
    const answer = await takeMail(broken, [mailOf('m', look(fleetId, { task_ids: [row.task_id] }))]);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
    await cancelled(fleetId);
  });
});

test('facts that can be read count, and a tick is made up for where one could not', async () => {
  const { fleetId, ports } = await running();
  const row = await rowOf(fleetId, 0);
  const before = await ledgerOf(fleetId);
  if (!before) throw new Error('The fleet is gone.');
  await stores.ledgers.putLedgerAtVersion({ ...before, wakeAt: 1, lastTickAt: 1 });
  const core = { ...ports.core, readTasks: () => Promise.resolve([row]) };
  const targets = { ...ports.stores.targets, getTargets: () => Promise.reject(new Error('throttled')) };
  const broken = { ...ports, core, stores: { ...ports.stores, targets } };
  const turn = takeTurn(broken, fleetId, [look(fleetId, { task_ids: [row.task_id] })]);
  await expect(turn).rejects.toThrow('throttled');
  expect(await ledgerOf(fleetId)).toMatchObject({ statuses: ['FAILED', 'QUEUED', 'QUEUED'], lastTickAt: 1 });
  expect((await ledgerOf(fleetId))?.wakeAt).toBeLessThan(Date.now());
});

test('effects of a service that hangs stay owed, and those of others are done', async () => {
  const { fleetId, ports } = await running();
  await askFor(fleetId, 'pause');
  const { hang, made } = hanging();
  const limits = new Limits();
  const bus = { ...ports.bus, publishFleetEvent: hang };
  const { promise: logged, resolve: tellLogged } = Promise.withResolvers<undefined>();
  let entries = 0;
  const log = {
    ...ports.stores.log,
    putLogEntry: async (...args: Parameters<FleetStores['log']['putLogEntry']>) => {
      await ports.stores.log.putLogEntry(...args);
      entries += 1;
      // One for the pause, one for the targets that ended.
      if (entries === 2) tellLogged(undefined);
    },
  };
  // Both targets end, so that the fleet is paused, which is published.
  const rows = [await rowOf(fleetId, 0), await rowOf(fleetId, 1)];
  const core = { ...ports.core, readTasks: () => Promise.resolve(rows) };
  const turn = takeTurn({ ...ports, bus, core, stores: { ...ports.stores, log }, after: limits.after }, fleetId, [
    look(fleetId, { task_ids: rows.map(({ task_id }) => task_id) }),
  ]);
  await Promise.all([made, logged]);
  limits.pass(limitOf.effects);
  await turn;
  expect(ports.told.failures).toEqual(['publish']);
  expect(await ledgerOf(fleetId)).toMatchObject({ status: 'PAUSED', owedLog: [], owedEvents: [{ type: 'Fleet Paused' }] });
  expect(await pendingOf(fleetId)).toEqual([]);
});
