/**
 * The fleet's stores in memory, as the ports promise them: every read and write is a copy, every condition is checked in the
 * step that writes. For simulations, where no clock and no socket may decide an order.
 */
import type {
  CommandStore,
  FleetStores,
  KeyRecord,
  KeyStore,
  LedgerStore,
  LogStore,
  Page,
  PageRequest,
  ParkedTurn,
  SpecStore,
  TargetStore,
  TurnStore,
} from '../../adapters/ports.ts';
import { activeShards } from '../../contracts/tables.ts';
import type { CommandRecord, FleetSpec, FleetSummary, LogRecord, TargetRecord } from '../../contracts/fleet-records.ts';
import { countStatuses } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger.ts';

/** Nothing that a caller holds is ever the stored thing. */
const copy = <T>(value: T): T => structuredClone(value);
const later = <T>(value: T): Promise<T> => Promise.resolve(copy(value));

export function createMemoryStores(): FleetStores {
  return {
    ledgers: memoryLedgers(),
    targets: memoryTargets(),
    turns: memoryTurns(),
    specs: memorySpecs(),
    commands: memoryCommands(),
    log: memoryLog(),
    keys: memoryKeys(),
  };
}

function memoryLedgers(): LedgerStore {
  const ledgers = new Map<string, Ledger>();
  const put = (ledger: Ledger, holds: boolean): Promise<boolean> => {
    if (holds) ledgers.set(ledger.fleetId, copy(ledger));
    return later(holds);
  };
  const active = (shard: number, until: number): Promise<string[]> =>
    later(
      [...ledgers.values()].filter((l) => shardOf(l) === shard && l.wakeAt !== null && l.wakeAt <= until).map((l) => l.fleetId),
    );
  const list = (fits: (ledger: Ledger) => boolean, page: PageRequest): Promise<Page<FleetSummary>> => {
    const rows = [...ledgers.values()].filter(fits).sort((a, b) => b.createdAt - a.createdAt || (a.fleetId < b.fleetId ? 1 : -1));
    return later(pageOf(rows.map(summaryOf), page));
  };
  return {
    getLedger: (fleetId) => later(ledgers.get(fleetId)),
    putLedgerIfAbsent: (ledger) => put(ledger, !ledgers.has(ledger.fleetId)),
    putLedgerAtVersion: (ledger) =>
      put({ ...ledger, version: ledger.version + 1 }, ledgers.get(ledger.fleetId)?.version === ledger.version),
    listFleetsToWake: active,
    listActiveFleets: (shard) => active(shard, Number.MAX_SAFE_INTEGER),
    listFleetsOfOwner: (owner, page) => list((ledger) => ledger.owner === owner, page),
    listFleetsOfMonth: (month, page) => list((ledger) => iso(ledger.createdAt).startsWith(month), page),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const shardOf = ({ fleetId }: Ledger): number => (fleetId.codePointAt(fleetId.length - 1) ?? 0) % activeShards;

function summaryOf(ledger: Ledger): FleetSummary {
  return {
    fleet_id: ledger.fleetId,
    title: ledger.title,
    owner: ledger.owner,
    status: ledger.status,
    reason: ledger.reason && { code: ledger.reason.code, message: ledger.reason.message },
    generation: ledger.generation,
    workflow_ref: ledger.workflowRef,
    labels: ledger.labels,
    created_at: iso(ledger.createdAt),
    finished_at: ledger.finishedAt === null ? null : iso(ledger.finishedAt),
    total: ledger.statuses.length,
    counts: countStatuses(ledger.statuses),
    known_usd: ledger.cost.knownUsd,
    unknown_cost_count: ledger.cost.unknownCount,
  };
}

/** Positions are places in the list. */
function pageOf<T>(rows: readonly T[], { limit, after }: PageRequest): Page<T> {
  const from = Number(after ?? 0);
  const to = from + limit;
  return { items: rows.slice(from, to), next: to < rows.length ? String(to) : undefined };
}

function memoryTargets(): TargetStore {
  const targets = new Map<string, TargetRecord>();
  const keyOf = (fleetId: string, ordinal: number): string => `${fleetId} ${ordinal}`;
  const change = (fleetId: string, ordinal: number, by: (target: TargetRecord) => TargetRecord): Promise<void> => {
    const target = targets.get(keyOf(fleetId, ordinal));
    if (!target) throw new Error(`Fleet ${fleetId} has no target ${ordinal}`);
    targets.set(keyOf(fleetId, ordinal), copy(by(target)));
    return Promise.resolve();
  };
  return {
    putTargets: (fleetId, given) => {
      for (const target of given) targets.set(keyOf(fleetId, target.ordinal), copy(target));
      return Promise.resolve();
    },
    getTargets: (fleetId, ordinals) =>
      later([...new Set(ordinals)].sort((a, b) => a - b).flatMap((ordinal) => targets.get(keyOf(fleetId, ordinal)) ?? [])),
    recordCreated: (fleetId, ordinal, attempt, created) =>
      change(fleetId, ordinal, (target) => ({ ...target, created: { ...target.created, [attempt]: created } })),
    recordOutcome: (fleetId, ordinal, attempt, outcome) =>
      change(fleetId, ordinal, (target) => ({ ...target, outcomes: { ...target.outcomes, [attempt]: outcome } })),
  };
}

function memoryTurns(): TurnStore {
  const turns = new Map<string, ParkedTurn>();
  return {
    parkUnlessNewer: (fleetId, ordinal, turn) => {
      const key = `${fleetId} ${ordinal}`;
      const there = turns.get(key);
      const refused = there !== undefined && !isNewer(turn, there);
      if (!refused) turns.set(key, copy(turn));
      return later({ refused, displaced: refused ? undefined : there });
    },
    getTurns: (fleetId, ordinals) =>
      later(
        new Map(
          ordinals.flatMap((ordinal) => {
            const turn = turns.get(`${fleetId} ${ordinal}`);
            return turn ? [[ordinal, turn] as const] : [];
          }),
        ),
      ),
  };
}

const isNewer = (turn: ParkedTurn, than: ParkedTurn): boolean =>
  turn.run !== than.run
    ? turn.run > than.run
    : turn.entered !== than.entered
      ? turn.entered > than.entered
      : turn.retry > than.retry;

function memorySpecs(): SpecStore {
  const specs = new Map<string, FleetSpec>();
  return {
    putSpec: (spec) => Promise.resolve(void specs.set(spec.fleet_id, copy(spec))),
    getSpec: (fleetId) => later(specs.get(fleetId)),
  };
}

function memoryCommands(): CommandStore {
  const commands = new Map<string, CommandRecord>();
  const keyOf = (fleetId: string, commandId: string): string => `${fleetId} ${commandId}`;
  return {
    putCommandIfAbsent: (command) => {
      const key = keyOf(command.fleet_id, command.command_id);
      const absent = !commands.has(key);
      if (absent) commands.set(key, copy(command));
      return later(absent);
    },
    getCommand: (fleetId, commandId) => later(commands.get(keyOf(fleetId, commandId))),
    listPendingCommands: (fleetId) =>
      later(
        [...commands.values()]
          .filter((c) => c.fleet_id === fleetId && c.verdict === null)
          .sort((a, b) => (a.command_id < b.command_id ? -1 : 1)),
      ),
    recordVerdict: (fleetId, commandId, verdict) => {
      const command = commands.get(keyOf(fleetId, commandId));
      if (command) commands.set(keyOf(fleetId, commandId), copy({ ...command, verdict }));
      return Promise.resolve();
    },
  };
}

function memoryLog(): LogStore {
  const logs = new Map<string, Map<number, LogRecord>>();
  return {
    putLogEntry: (fleetId, entry) => {
      const entries = logs.get(fleetId) ?? new Map<number, LogRecord>();
      logs.set(fleetId, entries.set(entry.seq, copy(entry)));
      return Promise.resolve();
    },
    listLog: (fleetId, page) =>
      later(
        pageOf(
          [...(logs.get(fleetId)?.values() ?? [])].sort((a, b) => a.seq - b.seq),
          page,
        ),
      ),
  };
}

function memoryKeys(): KeyStore {
  const keys = new Map<string, KeyRecord>();
  const nameOf = (owner: string, key: string): string => JSON.stringify([owner, key]);
  return {
    getKey: (owner, key) => later(keys.get(nameOf(owner, key))),
    claimKeyIfAbsent: (record) => {
      const held = keys.get(nameOf(record.owner, record.key));
      if (!held) keys.set(nameOf(record.owner, record.key), copy(record));
      return later(held);
    },
    takeOverKey: (record, expectedLease) => {
      const held = keys.get(nameOf(record.owner, record.key));
      const holds = held?.leaseUntil === expectedLease && held.resourceId === record.resourceId;
      if (holds) keys.set(nameOf(record.owner, record.key), copy(record));
      return later(holds);
    },
  };
}
