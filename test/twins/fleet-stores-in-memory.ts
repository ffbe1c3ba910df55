/**
 * The fleet stores in memory. Each function does all its work at once, as one conditional write or one consistent read does on the
 * table. Stored values are never changed in place, so readers may keep them.
 */
import { toFleetSummary, toLedgerItem } from '../../adapters/fleet/ledger-item.ts';
import type { FleetTable } from '../../adapters/fleet/fleet-table.ts';
import type {
  CommandStore,
  FleetStores,
  GraphStore,
  LedgerStore,
  LogStore,
  ParkedToken,
  SpecStore,
  TargetStore,
  TeamStore,
  TokenStore,
} from '../../adapters/ports.ts';
import type { ClaimStore, KeyRecord, KeyStore, RepoClaim } from '../../adapters/claim-stores.ts';
import type { AttemptOutcome, CommandRecord, FleetSpec, LogRecord, TargetRecord } from '../../contracts/fleet-records.ts';
import {
  activeShardOf,
  claimKey,
  commandKey,
  graphKey,
  idempotencyKey,
  ledgerKey,
  logKey,
  specKey,
  targetKey,
  teamFleetKey,
  tokenKey,
} from '../../contracts/keys.ts';
import type { DependencyGraph } from '../../core/graph/graph.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { ItemVersions } from './item-versions.ts';
import { pageOfList } from './page-of-list.ts';

/** The content of the stores, for the watches of a simulation. */
export interface FleetData {
  readonly ledgers: Map<string, Ledger>;
  readonly targets: Map<string, Map<number, TargetRecord>>;
  /** What was published first of an attempt, by fleet, ordinal and attempt. */
  readonly published: Map<string, AttemptOutcome>;
  readonly tokens: Map<string, ParkedToken>;
  readonly specs: Map<string, FleetSpec>;
  readonly graphs: Map<string, DependencyGraph>;
  readonly commands: Map<string, Map<string, CommandRecord>>;
  readonly log: Map<string, Map<number, LogRecord>>;
  readonly keys: Map<string, KeyRecord>;
  /** By repository, in lower case. */
  readonly claims: Map<string, RepoClaim>;
  /** Ids of fleets by team. */
  readonly teams: Map<string, Set<string>>;
  readonly versions: ItemVersions;
}

export const emptyFleetData = (): FleetData => ({
  ledgers: new Map(),
  targets: new Map(),
  published: new Map(),
  tokens: new Map(),
  specs: new Map(),
  graphs: new Map(),
  commands: new Map(),
  log: new Map(),
  keys: new Map(),
  claims: new Map(),
  teams: new Map(),
  versions: new ItemVersions(),
});

export const fleetStoresInMemory = (data: FleetData): FleetStores => ({
  ledgers: ledgerStore(data),
  targets: targetStore(data),
  tokens: tokenStore(data),
  specs: specStore(data),
  graphs: graphStore(data),
  commands: commandStore(data),
  log: logStore(data),
  keys: keyStore(data),
  claims: claimStore(data),
  teams: teamStore(data),
});

function ledgerStore({ ledgers, versions }: FleetData): LedgerStore {
  const put = (ledger: Ledger, may: boolean): Promise<boolean> => {
    if (may) ledgers.set(ledger.fleetId, ledger);
    return Promise.resolve(may);
  };
  const awake = (shard: number, until: number): Promise<string[]> => {
    const due = [...ledgers.values()].filter(({ wakeAt }) => wakeAt !== null && wakeAt <= until);
    return Promise.resolve(due.map(({ fleetId }) => fleetId).filter((fleetId) => activeShardOf(fleetId) === String(shard)));
  };
  const list = (fits: (ledger: Ledger) => boolean) => {
    // The conversion reads only the name and `keepS` of a table, and neither is in a summary.
    const table = { name: '', keepS: 0 } as FleetTable;
    const found = [...ledgers.values()].filter(fits).sort((a, b) => b.createdAt - a.createdAt);
    return found.map((ledger) => toFleetSummary(toLedgerItem(table, ledger)));
  };
  return {
    getLedger: (fleetId) => versions.guard('ledger', [ledgerKey(fleetId)], () => Promise.resolve(ledgers.get(fleetId))),
    getLedgerState: (fleetId) =>
      versions.guard('ledger', [ledgerKey(fleetId)], () => {
        const ledger = ledgers.get(fleetId);
        return Promise.resolve(
          ledger && {
            ...{ fleetId, owner: ledger.owner, generation: ledger.generation, version: ledger.version },
            ...(ledger.teams ? { teams: ledger.teams } : {}),
          },
        );
      }),
    putLedgerIfAbsent: (ledger) => put(ledger, !ledgers.has(ledger.fleetId)),
    putLedgerAtVersion: (ledger) =>
      put(
        { ...ledger, version: ledger.version + 1 },
        ledgers.get(ledger.fleetId)?.version === ledger.version && !versions.isNewer('ledger', ledgerKey(ledger.fleetId)),
      ),
    listFleetsToWake: awake,
    listActiveFleets: (shard) => awake(shard, Number.MAX_SAFE_INTEGER),
    listAllActiveFleets: () =>
      Promise.resolve([...ledgers.values()].filter(({ wakeAt }) => wakeAt !== null).map(({ fleetId }) => fleetId)),
    getFleetSummaries: (fleetIds) => Promise.resolve(list(({ fleetId }) => fleetIds.includes(fleetId))),
    listFleetsOfOwner: (owner, page) =>
      Promise.resolve(
        pageOfList(
          list((ledger) => ledger.owner === owner),
          page,
        ),
      ),
    listFleetsOfMonth: (month, page) =>
      Promise.resolve(
        pageOfList(
          list((ledger) => monthOf(ledger) === month),
          page,
        ),
      ),
  };
}

const monthOf = ({ createdAt }: Ledger): string => new Date(createdAt).toISOString().slice(0, 'YYYY-MM'.length);

/** The inner map of a key; made if it is missing. */
function inner<K, V>(outer: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const found = outer.get(key) ?? new Map<K, V>();
  outer.set(key, found);
  return found;
}

function targetStore({ targets, published, versions }: FleetData): TargetStore {
  const guard = <T>(fleetId: string, ordinals: readonly number[], work: () => Promise<T>): Promise<T> =>
    versions.guard(
      'target',
      ordinals.map((ordinal) => targetKey(fleetId, ordinal)),
      work,
    );
  const change = (fleetId: string, ordinal: number, changed: (target: TargetRecord) => TargetRecord): Promise<void> =>
    guard(fleetId, [ordinal], () => {
      const target = targets.get(fleetId)?.get(ordinal);
      if (!target) return Promise.reject(new Error(`Fleet ${fleetId} has no target ${ordinal}`));
      inner(targets, fleetId).set(ordinal, changed(target));
      return Promise.resolve();
    });
  const recordOutcome: TargetStore['recordOutcome'] = (fleetId, ordinal, attempt, outcome) =>
    change(fleetId, ordinal, (target) => ({ ...target, outcomes: { ...target.outcomes, [attempt]: outcome } }));
  return {
    putTargets(fleetId, records) {
      for (const record of records) inner(targets, fleetId).set(record.ordinal, record);
      return Promise.resolve();
    },
    getTargets(fleetId, ordinals) {
      const found = [...new Set(ordinals)].sort((a, b) => a - b).map((ordinal) => targets.get(fleetId)?.get(ordinal));
      return guard(fleetId, ordinals, () => Promise.resolve(found.filter((target) => target !== undefined)));
    },
    recordCreated: (fleetId, ordinal, attempt, created) =>
      change(fleetId, ordinal, (target) => ({ ...target, created: { ...target.created, [attempt]: created } })),
    recordOutcome,
    recordAnswer: (fleetId, ordinal, attempt, answer) =>
      change(fleetId, ordinal, (target) => ({ ...target, answers: { ...target.answers, [attempt]: answer } })),
    recordWords: (fleetId, ordinal, attempt, words) =>
      change(fleetId, ordinal, (target) => ({ ...target, words: { ...target.words, [attempt]: words } })),
    recordSteering: (fleetId, ordinal, attempt, steering) =>
      change(fleetId, ordinal, (target) => ({ ...target, steering: { ...target.steering, [attempt]: steering } })),
    async keepOutcome(fleetId, ordinal, attempt, outcome) {
      const known = targets.get(fleetId)?.get(ordinal)?.outcomes[String(attempt)];
      if (known === undefined) await recordOutcome(fleetId, ordinal, attempt, outcome);
      return guard(fleetId, [ordinal], () => Promise.resolve(known ?? outcome));
    },
    keepPublished(fleetId, ordinal, attempt, outcome) {
      return guard(fleetId, [ordinal], () => {
        const key = `${fleetId}/${ordinal}/${attempt}`;
        const first = published.get(key) ?? outcome;
        published.set(key, first);
        return Promise.resolve(first);
      });
    },
  };
}

const idOf = (fleetId: string, ordinal: number): string => `${fleetId}/${ordinal}`;

/** Orders tokens by run, then by the time at which the state was entered, then by the retry of that entry. */
const isNewer = (a: ParkedToken, b: ParkedToken): boolean =>
  a.run !== b.run ? a.run > b.run : a.entered !== b.entered ? a.entered > b.entered : a.retry > b.retry;

type Parked = Awaited<ReturnType<TokenStore['parkUnlessNewer']>>;

function tokenStore({ tokens, versions }: FleetData): TokenStore {
  return {
    parkUnlessNewer: (fleetId, ordinal, parked) =>
      versions.guard<Parked>('parked token', [tokenKey(fleetId, ordinal)], () => {
        const there = tokens.get(idOf(fleetId, ordinal));
        const isSame = there?.token === parked.token;
        if (there && !isSame && !isNewer(parked, there)) return Promise.resolve({ refused: true, displaced: undefined });
        tokens.set(idOf(fleetId, ordinal), parked);
        return Promise.resolve({ refused: false, displaced: isSame ? undefined : there });
      }),
    getTokens(fleetId, ordinals) {
      const found = ordinals.flatMap((ordinal) => {
        const parked = tokens.get(idOf(fleetId, ordinal));
        return parked ? [[ordinal, parked] as const] : [];
      });
      const keys = ordinals.map((ordinal) => tokenKey(fleetId, ordinal));
      return versions.guard('parked token', keys, () => Promise.resolve(new Map(found)));
    },
  };
}

const specStore = ({ specs, versions }: FleetData): SpecStore => ({
  putSpec: (spec) => Promise.resolve(void specs.set(spec.fleet_id, spec)),
  getSpec: (fleetId) => versions.guard('spec', [specKey(fleetId)], () => Promise.resolve(specs.get(fleetId))),
});

const graphStore = ({ graphs, versions }: FleetData): GraphStore => ({
  putGraph: (fleetId, graph) => Promise.resolve(void graphs.set(fleetId, graph)),
  getGraph: (fleetId) => versions.guard('graph', [graphKey(fleetId)], () => Promise.resolve(graphs.get(fleetId))),
});

function commandStore({ commands, versions }: FleetData): CommandStore {
  const guard = <T>(fleetId: string, ids: readonly string[], work: () => Promise<T>): Promise<T> =>
    versions.guard(
      'command',
      ids.map((id) => commandKey(fleetId, id)),
      work,
    );
  return {
    putCommandIfAbsent(command) {
      const there = inner(commands, command.fleet_id);
      if (there.has(command.command_id)) return Promise.resolve(false);
      there.set(command.command_id, command);
      return Promise.resolve(true);
    },
    getCommand: (fleetId, commandId) => guard(fleetId, [commandId], () => Promise.resolve(commands.get(fleetId)?.get(commandId))),
    listPendingCommands(fleetId) {
      const pending = [...(commands.get(fleetId)?.values() ?? [])].filter(({ verdict }) => verdict === null);
      const ids = pending.map(({ command_id }) => command_id);
      return guard(fleetId, ids, () => Promise.resolve(pending.sort((a, b) => (a.command_id < b.command_id ? -1 : 1))));
    },
    recordVerdict: (fleetId, commandId, verdict) =>
      guard(fleetId, [commandId], () => {
        const command = commands.get(fleetId)?.get(commandId);
        if (command) inner(commands, fleetId).set(commandId, { ...command, verdict });
        return Promise.resolve();
      }),
  };
}

const logStore = ({ log, versions }: FleetData): LogStore => ({
  putLogEntry: (fleetId, entry) =>
    versions.guard('log entry', [logKey(fleetId, entry.seq)], () =>
      Promise.resolve(void inner(log, fleetId).set(entry.seq, entry)),
    ),
  listLog(fleetId, page) {
    const later = [...(log.get(fleetId)?.values() ?? [])].filter(({ seq }) => seq > (page.afterSeq ?? 0));
    const entries = later.sort((a, b) => a.seq - b.seq);
    const answer = pageOfList(page.newestFirst ? entries.reverse() : entries, page);
    const keys = answer.items.map(({ seq }) => logKey(fleetId, seq));
    return versions.guard('log entry', keys, () => Promise.resolve(answer));
  },
});

function keyStore({ keys, versions }: FleetData): KeyStore {
  const id = ({ owner, key }: { owner: string; key: string }): string => `${owner}#${key}`;
  const guard = <T>(owner: string, key: string, work: () => Promise<T>): Promise<T> =>
    versions.guard('idempotency key', [idempotencyKey(owner, key)], work);
  return {
    getKey: (owner, key) => guard(owner, key, () => Promise.resolve(keys.get(id({ owner, key })))),
    putKeyIfAbsent(record) {
      return guard(record.owner, record.key, () => {
        const held = keys.get(id(record));
        if (!held) keys.set(id(record), record);
        return Promise.resolve(held);
      });
    },
    takeKeyIfLease(record, expectedLease) {
      const held = keys.get(id(record));
      const isNewer = versions.isNewer('idempotency key', idempotencyKey(record.owner, record.key));
      const may = held?.leaseUntil === expectedLease && held.resourceId === record.resourceId && !isNewer;
      if (may) keys.set(id(record), record);
      return Promise.resolve(may);
    },
  };
}

function claimStore({ claims, versions }: FleetData): ClaimStore {
  const may = (repo: string, fits: (held: RepoClaim | undefined) => boolean): boolean =>
    !versions.isNewer('claim', claimKey(repo)) && fits(claims.get(repo));
  const put = (claim: RepoClaim, fits: (held: RepoClaim | undefined) => boolean): Promise<boolean> => {
    const fit = may(claim.repo, fits);
    if (fit) claims.set(claim.repo, claim);
    return Promise.resolve(fit);
  };
  const remove = (repo: string, fits: (held: RepoClaim) => boolean): Promise<void> => {
    if (may(repo, (held) => held !== undefined && fits(held))) claims.delete(repo);
    return Promise.resolve();
  };
  return {
    getClaim: (repo) => versions.guard('claim', [claimKey(repo)], () => Promise.resolve(claims.get(repo))),
    takeUnlessHeld: (claim) =>
      put(claim, (held) => !held || (held.fleetId === claim.fleetId && held.generation <= claim.generation)),
    takeOver: (claim, before) => put(claim, (held) => held?.fleetId === before.fleetId && held.takeId === before.takeId),
    giveBack: ({ repo, fleetId, takeId }) => remove(repo, (held) => held.fleetId === fleetId && held.takeId === takeId),
    release: (repo, fleetId, generation) => remove(repo, (held) => held.fleetId === fleetId && held.generation <= generation),
  };
}

function teamStore({ teams, versions }: FleetData): TeamStore {
  const kind = 'fleet of a team';
  return {
    putTeams: async (fleetId, names) => {
      for (const team of names) {
        await versions.guard(kind, [teamFleetKey(team, fleetId)], () => {
          teams.set(team, (teams.get(team) ?? new Set()).add(fleetId));
          return Promise.resolve();
        });
      }
    },
    listFleetsOfTeam: (team, { limit, after = '~' }) => {
      const ids = [...(teams.get(team) ?? [])]
        .sort()
        .reverse()
        .filter((id) => id < after);
      const items = ids.slice(0, limit);
      const keys = items.map((fleetId) => teamFleetKey(team, fleetId));
      return versions.guard(kind, keys, () => Promise.resolve({ items, next: ids.length > limit ? items.at(-1) : undefined }));
    },
  };
}
