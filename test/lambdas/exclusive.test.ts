/** Exclusive fleets (semantics 22): the API that accepts them and the actor that ends and opens them, on the tables of the runtime. */
import { fleetStoresInMemory, emptyFleetData } from '../twins/fleet-stores-in-memory.ts';
import type { FleetStores } from '../../adapters/ports.ts';
import type { ApiPorts } from '../../lambdas/api/api-ports.ts';
import { takeTurn } from '../../lambdas/fleet-mailbox/take-turn.ts';
import { onboarded, putRepo } from '../tasks/task-platform.ts';
import { newFleetId } from '../adapters/fleet/fleet-ids.ts';
import { errorOf, startBench, type Bench, type Reply } from './api/bench.ts';
import { listeningPorts } from './fleet-parts.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

let repos = 0;
/** Repositories that no other test has. */
const newRepos = async (count: number): Promise<string[]> => {
  const names = Array.from({ length: count }, () => `Acme/R${(repos += 1)}`);
  for (const name of names) await putRepo(bench.repos, onboarded(name));
  return names;
};
const exclusive = (targets: readonly string[]) => ({ targets, task_description: 'Do it.', exclusive: true });
const submit = (targets: readonly string[], using: ApiPorts = bench.ports, key?: string): Promise<Reply> =>
  bench.call(
    'POST',
    '/v1/fleets',
    { body: JSON.stringify(exclusive(targets)), headers: key === undefined ? {} : { 'idempotency-key': key } },
    using,
  );
const idOf = (reply: Reply): string => (reply.json as { data: { fleet_id: string } }).data.fleet_id;
const holder = async (repo: string | undefined, stores: FleetStores = bench.stores) =>
  (await stores.claims.getClaim((repo ?? '').toLowerCase()))?.fleetId;

const actor = (stores: FleetStores = bench.stores) => ({
  ...listeningPorts(stores),
  clockAndIds: { now: () => bench.time.now, newId: newFleetId },
});
const turn = (fleetId: string, stores?: FleetStores): Promise<void> => takeTurn(actor(stores), fleetId, []);
const ask = async (fleet_id: string, kind: 'cancel' | 'retry', stores: FleetStores = bench.stores): Promise<string> => {
  const { generation } = await ledgerOf(fleet_id, stores);
  const command_id = newFleetId();
  const asked = { command_id, fleet_id, actor: 'ann', reason: null, at: bench.time.now, generation, expect_revision: null };
  await stores.commands.putCommandIfAbsent({ ...asked, kind, ...(kind === 'retry' ? { only: 'cancelled' } : {}), verdict: null });
  return command_id;
};
const ledgerOf = async (fleetId: string, stores: FleetStores = bench.stores) => {
  const ledger = await stores.ledgers.getLedger(fleetId);
  if (!ledger) throw new Error('there is no fleet');
  return ledger;
};
/** Cancels a fleet that has not started, and does what its end owes. */
const end = async (fleetId: string, stores?: FleetStores): Promise<void> => {
  await ask(fleetId, 'cancel', stores);
  await turn(fleetId, stores);
  expect((await ledgerOf(fleetId, stores)).status).toBe('CANCELLED');
};
const exclusiveFleetOf = (reply: Reply): unknown => (reply.json as { data: { exclusive_fleet: unknown } }).data.exclusive_fleet;

test('a repository shows every caller the fleet that has it, and whether it is theirs, until that has ended', async () => {
  const [repo = ''] = await newRepos(1);
  const fleet_id = idOf(await submit([repo]));
  const shown = async (token: string) => exclusiveFleetOf(await bench.call('GET', `/v1/repos/${repo}`, { token }));
  const fleet = { fleet_id, status: 'PENDING', preset: null };
  expect(await shown(bench.tokens.ann)).toEqual({ ...fleet, yours: true });
  expect(await shown(bench.tokens.operator)).toEqual({ ...fleet, yours: true });
  expect(await shown(bench.tokens.bob)).toEqual({ ...fleet, yours: false });
  await end(fleet_id);
  expect(await shown(bench.tokens.ann)).toBeNull();
});

const verdictOf = async (fleetId: string, commandId: string) =>
  (await bench.stores.commands.getCommand(fleetId, commandId))?.verdict;

describe('a submit', () => {
  test('claims each repository once, whatever the case of its name, and the next one is refused and told what helps', async () => {
    const [a = '', b = ''] = await newRepos(2);
    const first = await submit([b, a]);
    expect(first.status).toBe(202);
    expect([await holder(a), await holder(b)]).toEqual([idOf(first), idOf(first)]);
    const [c = ''] = await newRepos(1);
    const second = await submit([c, a.toUpperCase()]);
    expect([second.status, errorOf(second).code]).toEqual([409, 'FLEET_CONFLICT']);
    expect(errorOf(second).message).toBe(
      `The exclusive fleet ${idOf(first)} has the repository ${a.toLowerCase()}, and is PENDING. Wait for its end, or end it: bgagent fleet cancel ${idOf(first)}`,
    );
    expect(await holder(c)).toBeUndefined();
  });

  test('of a fleet that is not exclusive asks for no claim', async () => {
    const [a = ''] = await newRepos(1);
    await submit([a]);
    const body = JSON.stringify({ targets: [a], task_description: 'Do it.' });
    expect((await bench.call('POST', '/v1/fleets', { body })).status).toBe(202);
  });

  test('of eight at once that share repositories in all orders, wins for exactly one; what the others took is free again', async () => {
    const [shared = '', ...own] = await newRepos(9);
    const asked = own.map((name, at) => (at % 2 === 0 ? [name, shared] : [shared, name]));
    const replies = await Promise.all(asked.map((targets) => submit(targets)));
    expect(replies.map(({ status }) => status).sort()).toEqual([202, ...Array.from({ length: 7 }, () => 409)]);
    const winner = replies.findIndex(({ status }) => status === 202);
    const fleetId = idOf(replies[winner] ?? { status: 0, headers: {}, text: '', json: undefined });
    expect(await holder(shared)).toBe(fleetId);
    expect(await Promise.all(own.map((name) => holder(name)))).toEqual(own.map((_, at) => (at === winner ? fleetId : undefined)));
  });

  test('with the key of an accepted fleet is that fleet; with the key of a refused one it is tried again', async () => {
    const [a = ''] = await newRepos(1);
    const first = await submit([a], bench.ports, 'x-1');
    const replay = await submit([a], bench.ports, 'x-1');
    expect([replay.status, idOf(replay), replay.headers['idempotent-replay']]).toEqual([202, idOf(first), 'true']);
    expect((await submit([a], bench.ports, 'x-2')).status).toBe(409);
    expect((await submit([a], bench.ports, 'x-2')).status).toBe(409);
    await end(idOf(first));
    expect((await submit([a], bench.ports, 'x-2')).status).toBe(202);
  });

  test('by the API is cancelled as its message says, and then the repository is free', async () => {
    const [a = ''] = await newRepos(1);
    const first = await submit([a]);
    await end(idOf(first));
    expect(await holder(a)).toBeUndefined();
    expect((await submit([a])).status).toBe(202);
  });
});

/** Stores whose process ends, as it were, at the n-th write of a claim or of a ledger. `late`: that write is done all the same. */
function endingAt(stores: FleetStores, writes: number, late: boolean): FleetStores {
  let left = writes;
  const guard =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      left -= 1;
      if (left >= 0) return write(...args);
      if (left === -1 && late) await write(...args);
      throw new Error('the process ended');
    };
  const { claims, ledgers, keys } = stores;
  return {
    ...stores,
    keys: { ...keys, takeKeyIfLease: guard((...args) => keys.takeKeyIfLease(...args)) },
    claims: {
      getClaim: (repo) => claims.getClaim(repo),
      takeUnlessHeld: guard((claim) => claims.takeUnlessHeld(claim)),
      takeOver: guard((claim, held) => claims.takeOver(claim, held)),
      giveBack: guard((claim) => claims.giveBack(claim)),
      release: guard((...args) => claims.release(...args)),
    },
    ledgers: {
      ...ledgers,
      putLedgerIfAbsent: guard((ledger) => ledgers.putLedgerIfAbsent(ledger)),
      putLedgerAtVersion: guard((ledger) => ledgers.putLedgerAtVersion(ledger)),
    },
  };
}
const places = Array.from({ length: 6 }, (_, writes) => [false, true].map((late): [number, boolean] => [writes, late])).flat();

describe('no claim is kept for ever', () => {
  test.each(places)('by a submit that dies at its write %i (done all the same: %s)', async (writes, late) => {
    const stores = fleetStoresInMemory(emptyFleetData());
    const healthy = { ...bench.ports, stores };
    const [a = '', b = ''] = await newRepos(2);
    const cut = await submit([a, b], { ...bench.ports, stores: endingAt(stores, writes, late) });
    const [fleet] = (await stores.ledgers.listFleetsOfOwner('ann', { limit: 1 })).items;
    expect(fleet === undefined || cut.status === 202 || late).toBe(true);
    bench.time.now += 61_000;
    const next = await submit([b, a], healthy);
    if (!fleet) {
      expect(next.status).toBe(202);
      return;
    }
    expect([next.status, errorOf(next).code]).toEqual([409, 'FLEET_CONFLICT']);
    await end(fleet.fleet_id, stores);
    expect((await submit([b, a], healthy)).status).toBe(202);
  });

  test('but a fleet that may still be submitted keeps its claims for a minute', async () => {
    const stores = fleetStoresInMemory(emptyFleetData());
    const healthy = { ...bench.ports, stores };
    const [a = ''] = await newRepos(1);
    await submit([a], { ...bench.ports, stores: endingAt(stores, 1, false) });
    const soon = await submit([a], healthy);
    expect([soon.status, errorOf(soon).message]).toEqual([
      409,
      expect.stringContaining('and is being submitted. Ask again in 60 s'),
    ]);
    bench.time.now += 60_001;
    expect((await submit([a], healthy)).status).toBe(202);
  });

  test('and a submit that took so long that its claims may be gone writes no fleet', async () => {
    const stores = fleetStoresInMemory(emptyFleetData());
    const putTargets: FleetStores['targets']['putTargets'] = (...args) => {
      bench.time.now += 31_000;
      return stores.targets.putTargets(...args);
    };
    const slow = { ...stores, targets: { ...stores.targets, putTargets } };
    const [a = ''] = await newRepos(1);
    expect((await submit([a], { ...bench.ports, stores: slow })).status).toBe(503);
    expect((await stores.ledgers.listFleetsOfOwner('ann', { limit: 1 })).items).toEqual([]);
  });

  test('by the end of a fleet that cannot release them: they stay owed, and may be taken over meanwhile', async () => {
    const [a = ''] = await newRepos(1);
    const first = idOf(await submit([a]));
    const { claims } = bench.stores;
    const release = () => Promise.reject(new Error('throttled'));
    await ask(first, 'cancel');
    const ports = actor({ ...bench.stores, claims: { ...claims, release } });
    await takeTurn(ports, first, []);
    expect(ports.told.failures).toEqual(['release-claims']);
    const ended = await ledgerOf(first);
    expect([ended.status, ended.releaseOwed, ended.wakeAt !== null]).toEqual(['CANCELLED', true, true]);
    const second = await submit([a]);
    expect(second.status).toBe(202);
    await turn(first);
    const rested = await ledgerOf(first);
    expect([rested.releaseOwed, rested.wakeAt, await holder(a)]).toEqual([false, null, idOf(second)]);
  });
});

describe('a retry of a fleet that has ended', () => {
  const ended = async (): Promise<{ fleetId: string; names: string[] }> => {
    const names = await newRepos(2);
    const fleetId = idOf(await submit(names));
    await end(fleetId);
    return { fleetId, names };
  };

  test('takes its claims again, for its next generation', async () => {
    const { fleetId, names } = await ended();
    const command = await ask(fleetId, 'retry');
    await turn(fleetId);
    expect(await verdictOf(fleetId, command)).toMatchObject({ result: 'applied' });
    expect(await ledgerOf(fleetId)).toMatchObject({ status: 'RUNNING', generation: 2, releaseOwed: false });
    for (const name of names) {
      expect(await bench.stores.claims.getClaim(name.toLowerCase())).toMatchObject({ fleetId, generation: 2 });
    }
    expect((await submit(names)).status).toBe(409);
  });

  test('is refused where another fleet has a repository, and gives back what it took', async () => {
    const { fleetId, names } = await ended();
    const other = idOf(await submit(names.slice(1)));
    const command = await ask(fleetId, 'retry');
    await turn(fleetId);
    const verdict = await verdictOf(fleetId, command);
    expect(verdict).toMatchObject({ result: 'refused', code: 'FLEET_CONFLICT' });
    expect(verdict?.message).toContain(`bgagent fleet cancel ${other}`);
    expect(await ledgerOf(fleetId)).toMatchObject({ status: 'CANCELLED', generation: 1 });
    expect([await holder(names[0]), await holder(names[1])]).toEqual([undefined, other]);
    await end(other);
    const again = await ask(fleetId, 'retry');
    await turn(fleetId);
    expect(await verdictOf(fleetId, again)).toMatchObject({ result: 'applied' });
  });

  test('that would be refused anyway takes none', async () => {
    const { fleetId, names } = await ended();
    const command_id = newFleetId();
    const asked = { command_id, fleet_id: fleetId, actor: 'ann', reason: null, at: bench.time.now, generation: 1 };
    await bench.stores.commands.putCommandIfAbsent({ ...asked, expect_revision: 99, kind: 'retry', verdict: null });
    await turn(fleetId);
    expect(await verdictOf(fleetId, command_id)).toMatchObject({ result: 'refused', code: 'VERSION_MISMATCH' });
    expect(await holder(names[0])).toBeUndefined();
  });

  test('at the same time as a submit: exactly one of the two has the repositories', async () => {
    const { fleetId, names } = await ended();
    const command = await ask(fleetId, 'retry');
    const [reply] = await Promise.all([submit(names), turn(fleetId)]);
    const verdict = await verdictOf(fleetId, command);
    expect([reply.status === 202, verdict?.result === 'applied'].filter(Boolean)).toHaveLength(1);
    const winner = reply.status === 202 ? idOf(reply) : fleetId;
    expect([await holder(names[0]), await holder(names[1])]).toEqual([winner, winner]);
  });

  test.each([0, 1, 2, 3])(
    'by a turn that dies at its write %i keeps no repository for ever, and is applied in the next one',
    async (writes) => {
      const { fleetId, names } = await ended();
      const command = await ask(fleetId, 'retry');
      await expect(takeTurn(actor(endingAt(bench.stores, writes, false)), fleetId, [])).rejects.toThrow();
      if (writes < 3) {
        // The claims of a generation that never began are free after a minute.
        bench.time.now += 60_001;
        const other = idOf(await submit(names));
        await end(other);
      }
      await turn(fleetId);
      expect(await verdictOf(fleetId, command)).toMatchObject({ result: 'applied' });
      expect([await holder(names[0]), await holder(names[1])]).toEqual([fleetId, fleetId]);
    },
  );

  test('that another turn applied meanwhile keeps the claims of the one that came too late', async () => {
    const { fleetId, names } = await ended();
    await ask(fleetId, 'retry');
    const { claims } = bench.stores;
    let overtaken = false;
    const takeUnlessHeld: FleetStores['claims']['takeUnlessHeld'] = async (claim) => {
      if (!overtaken) {
        overtaken = true;
        await turn(fleetId);
      }
      return claims.takeUnlessHeld(claim);
    };
    await takeTurn(actor({ ...bench.stores, claims: { ...claims, takeUnlessHeld } }), fleetId, []);
    expect(await ledgerOf(fleetId)).toMatchObject({ status: 'RUNNING', generation: 2 });
    expect([await holder(names[0]), await holder(names[1])]).toEqual([fleetId, fleetId]);
  });

  test('whose turn took too long is applied by the next one', async () => {
    const { fleetId } = await ended();
    const command = await ask(fleetId, 'retry');
    const { claims } = bench.stores;
    const takeUnlessHeld: FleetStores['claims']['takeUnlessHeld'] = (claim) => {
      bench.time.now += 16_000;
      return claims.takeUnlessHeld(claim);
    };
    const slow = actor({ ...bench.stores, claims: { ...claims, takeUnlessHeld } });
    await expect(takeTurn(slow, fleetId, [])).rejects.toThrow('took so long to claim');
    await turn(fleetId);
    expect(await verdictOf(fleetId, command)).toMatchObject({ result: 'applied' });
  });
});
