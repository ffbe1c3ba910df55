import type { Page, PageRequest } from '../../../adapters/page.ts';
import type { FleetStores, ParkedToken } from '../../../adapters/ports.ts';
import type { KeyRecord, RepoClaim } from '../../../adapters/claim-stores.ts';
import type { CommandRecord, FleetSpec, FleetSummary, TargetRecord } from '../../../contracts/fleet-records.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { newLedger } from '../../../core/ledger/new-ledger.ts';
import { defaultSettings } from '../../../core/settings.ts';
import { transition } from '../../../core/transition.ts';
import { timings } from '../../core/fleet-world.ts';
import { newFleetId } from './fleet-ids.ts';

const now = Date.parse('2026-11-21T10:00:00Z');

const ledgerOf = (fleetId: string, total = 3, owner = 'ann'): Ledger =>
  newLedger({
    fleetId,
    owner,
    workflowRef: 'coding/new-task-v1',
    settings: { ...defaultSettings, title: 'Migrate', labels: { team: 'core' }, maxConcurrency: 2 },
    requireApproval: false,
    groups: [{ path: 'default', from: 0, to: total }],
    graph: null,
    total,
    actorId: owner,
    now,
  });

export const specOf = (fleetId: string, groups: FleetSpec['groups']): FleetSpec => ({
  fleet_id: fleetId,
  owner: 'ann',
  workflow_ref: 'shell/run-v1',
  task_description: null,
  params: { n: 1e300, t: true },
  max_turns: null,
  timeout_s: 60,
  verifiers: [{ name: 'test', command: ['npm', 'test'] }],
  pull_request: { labels: ['x'] },
  groups,
  skipped: [],
  spec_hash: 'h',
  retry_of: null,
  root_fleet_id: null,
});

const targetOf = (ordinal: number): TargetRecord => ({
  ordinal,
  path: `r${ordinal}`,
  id: `r${ordinal}`,
  group: 'default',
  repo: `acme/r${ordinal}`,
  vars: { big: 1e200, text: 'ünïcode' },
  task_description: null,
  max_turns: null,
  pr_number: null,
  issue_number: null,
  verifiers: null,
  created: {},
  outcomes: {},
});

const commandOf = (fleet_id: string, command_id: string): CommandRecord => ({
  command_id,
  fleet_id,
  kind: 'cancel',
  actor: 'ann',
  reason: null,
  at: now,
  generation: 1,
  expect_revision: null,
  verdict: null,
});

/** The contract of the fleet stores. */
export function fleetStoresContract(name: string, stores: () => FleetStores): void {
  describe(`fleet stores: ${name}`, () => {
    test('a ledger is put once, read back whole, and written only at its version', async () => {
      const { ledgers, specs } = stores();
      const ledger = ledgerOf(newFleetId());
      await specs.putSpec(specOf(ledger.fleetId, [...ledger.groups]));
      expect(await ledgers.getLedger(ledger.fleetId)).toBeUndefined();
      expect(await ledgers.putLedgerIfAbsent(ledger)).toBe(true);
      expect(await ledgers.putLedgerIfAbsent({ ...ledger, settings: { ...ledger.settings, title: 'other' } })).toBe(false);
      expect(await ledgers.getLedger(ledger.fleetId)).toEqual(ledger);
      const turned = transition(ledger, [{ kind: 'tick' }], now + 1_000, timings).ledger;
      expect(await ledgers.putLedgerAtVersion(turned)).toBe(true);
      expect(await ledgers.putLedgerAtVersion(turned)).toBe(false);
      const read = await ledgers.getLedger(ledger.fleetId);
      expect(read).toEqual({ ...turned, version: 2 });
      // An event that is published again must be the same text.
      expect(turned.owedEvents).toHaveLength(1);
      expect(JSON.stringify(read?.owedEvents)).toBe(JSON.stringify(turned.owedEvents));
    });

    test('a ledger is read with its groups, and with the approvals that were given since', async () => {
      const { ledgers, specs } = stores();
      const groups: FleetSpec['groups'] = [
        { path: 'a', from: 0, to: 2, maxConcurrency: 1, approval: 'required' },
        { path: 'a/b', from: 1, to: 2, approval: 'required' },
        { path: 'c', from: 2, to: 3 },
      ];
      const ledger = { ...ledgerOf(newFleetId()), groups };
      await specs.putSpec(specOf(ledger.fleetId, groups));
      await ledgers.putLedgerIfAbsent(ledger);
      expect((await ledgers.getLedger(ledger.fleetId))?.groups).toEqual(groups);
      const approved = groups.map((group) => (group.path === 'a' ? { ...group, approval: 'given' as const } : group));
      await ledgers.putLedgerAtVersion({ ...ledger, groups: approved });
      expect((await stores().ledgers.getLedger(ledger.fleetId))?.groups).toEqual(approved);
    });

    test('a ledger is read with its dependencies, which are an item of their own', async () => {
      const { ledgers, specs, graphs } = stores();
      const edges = [
        { from: 1, to: 3, onFrom: 0, onTo: 1, optional: false },
        { from: 2, to: 3, onFrom: 1, onTo: 2, optional: true },
      ];
      const ledger = {
        ...ledgerOf(newFleetId()),
        graph: { edges, dependents: [2, 1, 0] },
        stops: new Map([[1, 'fail'] as const]),
      };
      await specs.putSpec(specOf(ledger.fleetId, [...ledger.groups]));
      expect(await graphs.getGraph(ledger.fleetId)).toBeUndefined();
      await graphs.putGraph(ledger.fleetId, ledger.graph);
      expect(await graphs.getGraph(ledger.fleetId)).toEqual(ledger.graph);
      await ledgers.putLedgerIfAbsent(ledger);
      expect(await stores().ledgers.getLedger(ledger.fleetId)).toEqual(ledger);
      const turned = { ...ledger, stops: new Map(), failedByPerson: new Set([1]) };
      expect(await ledgers.putLedgerAtVersion(turned)).toBe(true);
      expect(await ledgers.getLedger(ledger.fleetId)).toEqual({ ...turned, version: 2 });
    });

    test('what is kept by target comes back for each target, in the order of the ordinals', async () => {
      const { ledgers, specs } = stores();
      const sparse = {
        backoffs: new Map([
          [1, now + 5],
          [7, now],
          [40, now + 90_000],
        ]),
        lateResults: new Set([0, 9_999]),
        refusals: new Set([3]),
        openCosts: new Map([
          [9, 1],
          [2, 35],
        ]),
      };
      const ledger = { ...ledgerOf(newFleetId(), 10_000), ...sparse };
      await specs.putSpec(specOf(ledger.fleetId, [...ledger.groups]));
      await ledgers.putLedgerIfAbsent(ledger);
      expect(await ledgers.getLedger(ledger.fleetId)).toEqual(ledger);
    });

    test('its state is that of the last write, without the rest', async () => {
      const { ledgers } = stores();
      const ledger = { ...ledgerOf(newFleetId()), generation: 2 };
      expect(await ledgers.getLedgerState(ledger.fleetId)).toBeUndefined();
      await ledgers.putLedgerIfAbsent(ledger);
      await ledgers.putLedgerAtVersion(ledger);
      const { fleetId, owner, generation, version } = ledger;
      expect(await ledgers.getLedgerState(fleetId)).toStrictEqual({ fleetId, owner, generation, version: version + 1 });
    });

    test('its teams are those of its ledger, its state and its row in a list, and stay so', async () => {
      const { ledgers, specs } = stores();
      const ledger: Ledger = { ...ledgerOf(newFleetId()), teams: ['payments', 'core'] };
      const { fleetId, teams } = ledger;
      await specs.putSpec(specOf(fleetId, [...ledger.groups]));
      await ledgers.putLedgerIfAbsent(ledger);
      await ledgers.putLedgerAtVersion(ledger);
      expect(await ledgers.getLedger(fleetId)).toEqual({ ...ledger, version: 2 });
      expect(await ledgers.getLedgerState(fleetId)).toMatchObject({ teams });
      expect(await ledgers.getFleetSummaries([fleetId])).toMatchObject([{ teams }]);
    });

    test('of two writers of one version one wins', async () => {
      const { ledgers } = stores();
      const ledger = ledgerOf(newFleetId());
      await ledgers.putLedgerIfAbsent(ledger);
      const writes = await Promise.all(Array.from({ length: 10 }, () => ledgers.putLedgerAtVersion(ledger)));
      expect(writes.filter(Boolean)).toHaveLength(1);
    });

    test('a fleet is found when its time has come, and no longer once it is at rest', async () => {
      const { ledgers } = stores();
      const ledger = ledgerOf(newFleetId());
      await ledgers.putLedgerIfAbsent(ledger);
      const due = async (at: number) =>
        (await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((shard) => ledgers.listFleetsToWake(shard, at)))).flat();
      const active = async () =>
        (await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((shard) => ledgers.listActiveFleets(shard)))).flat();
      expect(await due(now)).toContain(ledger.fleetId);
      expect(await due(now - 1)).not.toContain(ledger.fleetId);
      expect(await active()).toContain(ledger.fleetId);
      expect([...(await ledgers.listAllActiveFleets())].sort()).toEqual((await active()).sort());
      await ledgers.putLedgerAtVersion({ ...ledger, wakeAt: null });
      expect(await due(now)).not.toContain(ledger.fleetId);
      expect(await active()).not.toContain(ledger.fleetId);
      expect(await ledgers.listAllActiveFleets()).not.toContain(ledger.fleetId);
    });

    test('fleets are listed newest first, by owner and by month, page by page', async () => {
      const { ledgers } = stores();
      const owner = newFleetId();
      const made = [0, 1, 2].map((day) => ({ ...ledgerOf(newFleetId(), 3, owner), createdAt: now + day * 86_400_000 }));
      for (const ledger of made) await ledgers.putLedgerIfAbsent(ledger);
      const first = await ledgers.listFleetsOfOwner(owner, { limit: 2 });
      const second = await ledgers.listFleetsOfOwner(owner, { limit: 2, after: first.next });
      const ids = [...first.items, ...second.items].map((each) => each.fleet_id);
      expect(ids).toEqual(made.map((each) => each.fleetId).reverse());
      expect(first.items[0]).toMatchObject({ owner, title: 'Migrate', status: 'PENDING', total: 3, labels: { team: 'core' } });
      const month = await ledgers.listFleetsOfMonth('2026-11', { limit: 100 });
      expect(month.items.map((each) => each.fleet_id)).toEqual(expect.arrayContaining(ids));
    });

    test('fleets of one moment are listed once each, page by page, whatever partition of the month they are in', async () => {
      const { ledgers } = stores();
      const owner = newFleetId();
      const createdAt = Date.UTC(2033, 4, 5);
      const ids = Array.from({ length: 11 }, () => newFleetId());
      for (const id of ids) await ledgers.putLedgerIfAbsent({ ...ledgerOf(id, 3, owner), createdAt });
      const walk = async (list: (page: PageRequest) => Promise<Page<FleetSummary>>) => {
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await list({ limit: 2, after });
          seen.push(...page.items.map(({ fleet_id }) => fleet_id));
          after = page.next;
        } while (after !== undefined);
        return seen;
      };
      expect((await walk((page) => ledgers.listFleetsOfOwner(owner, page))).sort()).toEqual([...ids].sort());
      expect((await walk((page) => ledgers.listFleetsOfMonth('2033-05', page))).sort()).toEqual([...ids].sort());
    });

    test('targets are frozen by the submit; facts are added by attempt and never disturb each other', async () => {
      const { targets } = stores();
      const fleetId = newFleetId();
      await targets.putTargets(
        fleetId,
        Array.from({ length: 60 }, (_, ordinal) => targetOf(ordinal)),
      );
      const task_id = newFleetId();
      const outcome = {
        status: 'FAILED',
        trigger: 'initial',
        task_id,
        outcome: null,
        failure: null,
        pr_url: null,
        branch: 'b',
        cost_usd: 0.25,
        started_at: null,
        finished_at: null,
        duration_s: 1.5,
      } as const;
      await Promise.all([
        targets.recordCreated(fleetId, 2, 1, { task_id }),
        targets.recordOutcome(fleetId, 2, 1, outcome),
        targets.recordCreated(fleetId, 2, 2, { rejection: { status: 422, code: 'X', message: 'no' } }),
      ]);
      const [one, two] = await targets.getTargets(fleetId, [1, 2]);
      expect(one).toEqual(targetOf(1));
      expect(two).toEqual({
        ...targetOf(2),
        created: { 1: { task_id }, 2: { rejection: { status: 422, code: 'X', message: 'no' } } },
        outcomes: { 1: outcome },
      });
      const keepOutcome = (attempt: number, status: string) => targets.keepOutcome(fleetId, 3, attempt, { ...outcome, status });
      expect(await keepOutcome(1, 'LOST')).toEqual({ ...outcome, status: 'LOST' });
      expect(await keepOutcome(1, 'CANCELLED')).toEqual({ ...outcome, status: 'LOST' });
      expect((await targets.getTargets(fleetId, [3]))[0]?.outcomes).toEqual({ 1: { ...outcome, status: 'LOST' } });
      const keepPublished = (attempt: number, status: string) =>
        targets.keepPublished(fleetId, 2, attempt, { ...outcome, status });
      expect(JSON.stringify(await keepPublished(1, 'FAILED'))).toBe(JSON.stringify(outcome));
      expect(JSON.stringify(await keepPublished(1, 'SUCCEEDED'))).toBe(JSON.stringify(outcome));
      expect(await keepPublished(2, 'SUCCEEDED')).toMatchObject({ status: 'SUCCEEDED' });
      const passing = { ...outcome, result: { version: '2.1', huge: 1e300, ok: false } };
      await targets.recordOutcome(fleetId, 4, 1, passing);
      expect(await targets.keepOutcome(fleetId, 4, 2, { ...outcome, result: null })).toEqual({ ...outcome, result: null });
      expect(await targets.keepPublished(fleetId, 4, 1, passing)).toEqual(passing);
      expect((await targets.getTargets(fleetId, [4]))[0]?.outcomes).toEqual({ 1: passing, 2: { ...outcome, result: null } });
      expect(await targets.getTargets(fleetId, [2])).toEqual([two]);
      const asked = { ...outcome, agent: 'claude', model: null, session_id: 's', turns: 3, question: 'Which?' };
      const answer = { command_id: newFleetId(), text: 'This.' };
      await targets.recordOutcome(fleetId, 5, 1, asked);
      await targets.recordAnswer(fleetId, 5, 1, answer);
      await targets.recordAnswer(fleetId, 5, 1, answer);
      expect(await targets.getTargets(fleetId, [5])).toEqual([
        { ...targetOf(5), outcomes: { 1: asked }, answers: { 1: answer } },
      ]);
      const steering = { command_id: newFleetId(), text: 'Smaller.', actor: 'ann', at: 5 };
      await targets.recordSteering(fleetId, 6, 12, steering);
      await targets.recordSteering(fleetId, 6, 12, steering);
      expect((await targets.getTargets(fleetId, [6]))[0]?.steering).toEqual({ 12: steering });
      expect(
        (
          await targets.getTargets(
            fleetId,
            Array.from({ length: 70 }, (_, o) => o),
          )
        ).map((each) => each.ordinal),
      ).toEqual(Array.from({ length: 60 }, (_, o) => o));
    });

    test('the newest child parks; an older one is refused; the same token again is the same child', async () => {
      const { tokens } = stores();
      const fleetId = newFleetId();
      const child = (run: number, second: number, retry: number): ParkedToken => {
        const entered = `2026-11-21T10:00:0${second}.000Z`;
        return { run, entered, retry, token: `${run}-${second}-${retry}`, parkedAt: now };
      };
      expect(await tokens.parkUnlessNewer(fleetId, 0, child(1, 1, 0))).toEqual({ refused: false, displaced: undefined });
      expect(await tokens.parkUnlessNewer(fleetId, 0, child(1, 1, 0))).toEqual({ refused: false, displaced: undefined });
      expect(await tokens.parkUnlessNewer(fleetId, 0, child(1, 1, 1))).toEqual({ refused: false, displaced: child(1, 1, 0) });
      expect(await tokens.parkUnlessNewer(fleetId, 0, child(1, 1, 0))).toEqual({ refused: true, displaced: undefined });
      expect(await tokens.parkUnlessNewer(fleetId, 0, child(2, 0, 0))).toEqual({ refused: false, displaced: child(1, 1, 1) });
      expect(await tokens.parkUnlessNewer(fleetId, 0, child(1, 9, 9))).toMatchObject({ refused: true });
      expect(await tokens.getTokens(fleetId, [0, 1])).toEqual(new Map([[0, child(2, 0, 0)]]));
    });

    test('a spec comes back as it was, numbers included', async () => {
      const { specs } = stores();
      const spec = specOf(newFleetId(), [{ path: 'default', from: 0, to: 1 }]);
      await specs.putSpec(spec);
      expect(await specs.getSpec(spec.fleet_id)).toEqual(spec);
      expect(await specs.getSpec(newFleetId())).toBeUndefined();
    });

    test('pending commands are listed in the order of their ids until they have a verdict', async () => {
      const { commands } = stores();
      const fleetId = newFleetId();
      const ids = [newFleetId(), newFleetId()].sort();
      for (const id of [...ids].reverse()) expect(await commands.putCommandIfAbsent(commandOf(fleetId, id))).toBe(true);
      expect(await commands.putCommandIfAbsent({ ...commandOf(fleetId, ids[0] ?? ''), reason: 'other' })).toBe(false);
      expect((await commands.listPendingCommands(fleetId)).map((each) => each.command_id)).toEqual(ids);
      const verdict = { result: 'refused', code: 'INVALID_STATE', message: 'no' } as const;
      await commands.recordVerdict(fleetId, ids[0] ?? '', verdict);
      expect((await commands.listPendingCommands(fleetId)).map((each) => each.command_id)).toEqual([ids[1]]);
      expect((await commands.getCommand(fleetId, ids[0] ?? ''))?.verdict).toEqual(verdict);
    });

    test('the log is read by seq, page by page; an entry written again is one entry', async () => {
      const { log } = stores();
      const fleetId = newFleetId();
      const entry = (seq: number) => ({
        seq,
        at: now,
        actor: { kind: 'system' as const },
        action: 'launched',
        reason: 'r',
        counts: { PENDING: 1 },
      });
      for (const seq of [11, 2, 1, 2]) await log.putLogEntry(fleetId, entry(seq));
      const first = await log.listLog(fleetId, { limit: 2 });
      const second = await log.listLog(fleetId, { limit: 2, after: first.next });
      expect([...first.items, ...second.items]).toEqual([entry(1), entry(2), entry(11)]);
      const newest = await log.listLog(fleetId, { limit: 2, newestFirst: true });
      const others = await log.listLog(fleetId, { limit: 2, newestFirst: true, after: newest.next });
      expect([...newest.items, ...others.items]).toEqual([entry(11), entry(2), entry(1)]);
    });

    test('the fleets of a team are listed newest first, page by page, each once, whatever else a team is called', async () => {
      const { teams } = stores();
      const team = `team ${newFleetId()}`;
      const ids = Array.from({ length: 5 }, newFleetId);
      for (const [n, fleetId] of ids.entries()) await teams.putTeams(fleetId, n === 2 ? [team, `${team}#1`] : [team], now);
      await teams.putTeams(ids[1] ?? '', [team], now + 1);
      const list = (page: PageRequest, of = team) => teams.listFleetsOfTeam(of, page);
      const first = await list({ limit: 2 });
      const second = await list({ limit: 2, after: first.next });
      const third = await list({ limit: 2, after: second.next });
      expect([first, second, third].flatMap(({ items }) => items)).toEqual(ids.toReversed());
      expect(third.next).toBeUndefined();
      expect((await list({ limit: 5 })).next).toBeUndefined();
      expect(await list({ limit: 9 }, `${team}#1`)).toEqual({ items: [ids[2]], next: undefined });
      expect((await list({ limit: 9 }, team.toLowerCase())).items).toEqual([]);
    });

    test('one of many callers gets a key; with its lease one caller takes it over', async () => {
      const { keys } = stores();
      const record: KeyRecord = { owner: 'ann', key: newFleetId(), resourceId: newFleetId(), bodyHash: 'h', leaseUntil: now };
      const claims = await Promise.all(Array.from({ length: 8 }, () => keys.putKeyIfAbsent(record)));
      expect(claims.filter((each) => each === undefined)).toHaveLength(1);
      expect(claims.filter((each) => each !== undefined)).toEqual(Array.from({ length: 7 }, () => record));
      const later = { ...record, leaseUntil: now + 60_000 };
      const takes = await Promise.all(Array.from({ length: 5 }, () => keys.takeKeyIfLease(later, now)));
      expect(takes.filter(Boolean)).toHaveLength(1);
      expect(await keys.putKeyIfAbsent({ ...record, owner: 'bob' })).toBeUndefined();
    });

    test('one of many fleets gets the claim of a repository; it may take it again, and for a later generation', async () => {
      const { claims } = stores();
      const claimOf = (generation = 1, fleetId = newFleetId()): RepoClaim => ({
        ...{ repo: `acme/${newFleetId().toLowerCase()}`, fleetId, generation, takeId: newFleetId(), takenAt: now },
      });
      const first = claimOf();
      const rivals = Array.from({ length: 6 }, () => ({ ...claimOf(), repo: first.repo }));
      const taken = await Promise.all(rivals.map((rival) => claims.takeUnlessHeld(rival)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      const held = rivals[taken.indexOf(true)] ?? first;
      expect(await claims.getClaim(first.repo)).toEqual(held);
      const again = { ...held, takeId: newFleetId(), generation: 2 };
      expect(await claims.takeUnlessHeld(again)).toBe(true);
      // For an earlier generation, it is too late.
      expect(await claims.takeUnlessHeld(held)).toBe(false);
      expect(await claims.getClaim(first.repo)).toEqual(again);
    });

    test('a claim is taken over, given back and released only as it was read, taken, or for its generation', async () => {
      const { claims } = stores();
      const held: RepoClaim = {
        repo: `acme/${newFleetId()}`,
        fleetId: newFleetId(),
        generation: 2,
        takeId: newFleetId(),
        takenAt: now,
      };
      const rival: RepoClaim = { ...held, fleetId: newFleetId(), takeId: newFleetId(), generation: 1 };
      await claims.takeUnlessHeld(held);
      expect(await claims.takeOver(rival, { ...held, takeId: newFleetId() })).toBe(false);
      await claims.giveBack({ ...held, takeId: newFleetId() });
      await claims.release(held.repo, held.fleetId, 1);
      await claims.release(held.repo, rival.fleetId, 9);
      expect(await claims.getClaim(held.repo)).toEqual(held);
      const taken = await Promise.all(Array.from({ length: 4 }, () => claims.takeOver({ ...rival, takeId: newFleetId() }, held)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      await claims.release(rival.repo, rival.fleetId, 1);
      expect(await claims.getClaim(held.repo)).toBeUndefined();
      expect(await claims.takeOver(rival, held)).toBe(false);
      await claims.takeUnlessHeld(rival);
      await claims.giveBack(rival);
      expect(await claims.getClaim(held.repo)).toBeUndefined();
      await claims.giveBack(rival);
    });
  });
}
