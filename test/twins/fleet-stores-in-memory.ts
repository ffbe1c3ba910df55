/**
 * The fleet stores in memory: each function does its whole work at once, as one conditional write or one consistent read does
 * on the real table. What is stored is never changed in place, so readers may keep what they were given.
 */
import { toFleetSummary, toLedgerItem } from '../../adapters/fleet/ledger-item.ts';
import type { FleetTable } from '../../adapters/fleet/fleet-table.ts';
import type {
  CommandStore,
  FleetStores,
  KeyRecord,
  KeyStore,
  LedgerStore,
  LogStore,
  ParkedTurn,
  SpecStore,
  TargetStore,
  TurnStore,
} from '../../adapters/ports.ts';
import type { AttemptOutcome, CommandRecord, FleetSpec, LogRecord, TargetRecord } from '../../contracts/fleet-records.ts';
import { activeShards } from '../../contracts/tables.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { pageOfList } from './page-of-list.ts';

/** What the stores hold, for whoever watches them. */
export interface FleetData {
  readonly ledgers: Map<string, Ledger>;
  readonly targets: Map<string, Map<number, TargetRecord>>;
  /** What was told first of an attempt, by fleet, ordinal and attempt. */
  readonly told: Map<string, AttemptOutcome>;
  readonly turns: Map<string, ParkedTurn>;
  readonly specs: Map<string, FleetSpec>;
  readonly commands: Map<string, Map<string, CommandRecord>>;
  readonly log: Map<string, Map<number, LogRecord>>;
  readonly keys: Map<string, KeyRecord>;
}

export const emptyFleetData = (): FleetData => ({
  ledgers: new Map(),
  targets: new Map(),
  told: new Map(),
  turns: new Map(),
  specs: new Map(),
  commands: new Map(),
  log: new Map(),
  keys: new Map(),
});

export const fleetStoresInMemory = (data: FleetData): FleetStores => ({
  ledgers: ledgerStore(data),
  targets: targetStore(data),
  turns: turnStore(data),
  specs: specStore(data),
  commands: commandStore(data),
  log: logStore(data),
  keys: keyStore(data),
});

const shardOf = (fleetId: string): number => (fleetId.codePointAt(fleetId.length - 1) ?? 0) % activeShards;

function ledgerStore({ ledgers }: FleetData): LedgerStore {
  const put = (ledger: Ledger, may: boolean): Promise<boolean> => {
    if (may) ledgers.set(ledger.fleetId, ledger);
    return Promise.resolve(may);
  };
  const awake = (shard: number, until: number): Promise<string[]> => {
    const due = [...ledgers.values()].filter(({ wakeAt }) => wakeAt !== null && wakeAt <= until);
    return Promise.resolve(due.map(({ fleetId }) => fleetId).filter((fleetId) => shardOf(fleetId) === shard));
  };
  const list = (fits: (ledger: Ledger) => boolean) => {
    // Only its name and how long things are kept are read from a table, and neither is in a summary.
    const table = { name: '', keepS: 0 } as FleetTable;
    const found = [...ledgers.values()].filter(fits).sort((a, b) => b.createdAt - a.createdAt);
    return found.map((ledger) => toFleetSummary(toLedgerItem(table, ledger)));
  };
  return {
    getLedger: (fleetId) => Promise.resolve(ledgers.get(fleetId)),
    putLedgerIfAbsent: (ledger) => put(ledger, !ledgers.has(ledger.fleetId)),
    putLedgerAtVersion: (ledger) =>
      put({ ...ledger, version: ledger.version + 1 }, ledgers.get(ledger.fleetId)?.version === ledger.version),
    listFleetsToWake: awake,
    listActiveFleets: (shard) => awake(shard, Number.MAX_SAFE_INTEGER),
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

/** The inner map of a key, made when it is missing. */
function inner<K, V>(outer: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const found = outer.get(key) ?? new Map<K, V>();
  outer.set(key, found);
  return found;
}

function targetStore({ targets, told }: FleetData): TargetStore {
  const change = (fleetId: string, ordinal: number, changed: (target: TargetRecord) => TargetRecord): Promise<void> => {
    const target = targets.get(fleetId)?.get(ordinal);
    if (!target) return Promise.reject(new Error(`Fleet ${fleetId} has no target ${ordinal}`));
    inner(targets, fleetId).set(ordinal, changed(target));
    return Promise.resolve();
  };
  const recordOutcome: TargetStore['recordOutcome'] = (fleetId, ordinal, attempt, outcome) =>
    change(fleetId, ordinal, (target) => ({ ...target, outcomes: { ...target.outcomes, [attempt]: outcome } }));
  return {
    putTargets(fleetId, records) {
      for (const record of records) inner(targets, fleetId).set(record.ordinal, record);
      return Promise.resolve();
    },
    getTargets(fleetId, ordinals) {
      const found = [...new Set(ordinals)].sort((a, b) => a - b).map((ordinal) => targets.get(fleetId)?.get(ordinal));
      return Promise.resolve(found.filter((target) => target !== undefined));
    },
    recordCreated: (fleetId, ordinal, attempt, created) =>
      change(fleetId, ordinal, (target) => ({ ...target, created: { ...target.created, [attempt]: created } })),
    recordOutcome,
    async keepOutcome(fleetId, ordinal, attempt, outcome) {
      const known = targets.get(fleetId)?.get(ordinal)?.outcomes[String(attempt)];
      if (known === undefined) await recordOutcome(fleetId, ordinal, attempt, outcome);
      return known ?? outcome;
    },
    keepTold(fleetId, ordinal, attempt, outcome) {
      const key = `${fleetId}/${ordinal}/${attempt}`;
      const first = told.get(key) ?? outcome;
      told.set(key, first);
      return Promise.resolve(first);
    },
  };
}

const turnId = (fleetId: string, ordinal: number): string => `${fleetId}/${String(ordinal)}`;

/** Orders turns by run, then by when the state was entered, then by its retries. */
const isNewer = (a: ParkedTurn, b: ParkedTurn): boolean =>
  a.run !== b.run ? a.run > b.run : a.entered !== b.entered ? a.entered > b.entered : a.retry > b.retry;

function turnStore({ turns }: FleetData): TurnStore {
  return {
    parkUnlessNewer(fleetId, ordinal, turn) {
      const there = turns.get(turnId(fleetId, ordinal));
      const isSame = there?.token === turn.token;
      if (there && !isSame && !isNewer(turn, there)) return Promise.resolve({ refused: true, displaced: undefined });
      turns.set(turnId(fleetId, ordinal), turn);
      return Promise.resolve({ refused: false, displaced: isSame ? undefined : there });
    },
    getTurns(fleetId, ordinals) {
      const found = ordinals.flatMap((ordinal) => {
        const turn = turns.get(turnId(fleetId, ordinal));
        return turn ? [[ordinal, turn] as const] : [];
      });
      return Promise.resolve(new Map(found));
    },
  };
}

const specStore = ({ specs }: FleetData): SpecStore => ({
  putSpec: (spec) => Promise.resolve(void specs.set(spec.fleet_id, spec)),
  getSpec: (fleetId) => Promise.resolve(specs.get(fleetId)),
});

function commandStore({ commands }: FleetData): CommandStore {
  return {
    putCommandIfAbsent(command) {
      const there = inner(commands, command.fleet_id);
      if (there.has(command.command_id)) return Promise.resolve(false);
      there.set(command.command_id, command);
      return Promise.resolve(true);
    },
    getCommand: (fleetId, commandId) => Promise.resolve(commands.get(fleetId)?.get(commandId)),
    listPendingCommands(fleetId) {
      const pending = [...(commands.get(fleetId)?.values() ?? [])].filter(({ verdict }) => verdict === null);
      return Promise.resolve(pending.sort((a, b) => (a.command_id < b.command_id ? -1 : 1)));
    },
    recordVerdict(fleetId, commandId, verdict) {
      const command = commands.get(fleetId)?.get(commandId);
      if (command) inner(commands, fleetId).set(commandId, { ...command, verdict });
      return Promise.resolve();
    },
  };
}

const logStore = ({ log }: FleetData): LogStore => ({
  putLogEntry: (fleetId, entry) => Promise.resolve(void inner(log, fleetId).set(entry.seq, entry)),
  listLog(fleetId, page) {
    const entries = [...(log.get(fleetId)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
    return Promise.resolve(pageOfList(page.newestFirst ? entries.reverse() : entries, page));
  },
});

function keyStore({ keys }: FleetData): KeyStore {
  const id = ({ owner, key }: { owner: string; key: string }): string => `${owner}#${key}`;
  return {
    getKey: (owner, key) => Promise.resolve(keys.get(id({ owner, key }))),
    claimKeyIfAbsent(record) {
      const held = keys.get(id(record));
      if (!held) keys.set(id(record), record);
      return Promise.resolve(held);
    },
    takeOverKey(record, expectedLease) {
      const held = keys.get(id(record));
      const may = held?.leaseUntil === expectedLease && held.resourceId === record.resourceId;
      if (may) keys.set(id(record), record);
      return Promise.resolve(may);
    },
  };
}
