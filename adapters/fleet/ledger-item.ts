/**
 * The ledger as an item: its version and what the indexes need as attributes, the rest as deflated JSON, so that 10,000
 * targets are a few kilobytes. Fields that this code does not know survive a write: those of the ledger itself in `unknownFields`,
 * those of an object in it as long as the core keeps that object.
 */
import * as z from 'zod';
import { nothingEarlier } from '../../core/ledger/completion.ts';
import { countStatuses, fleetStatuses, reasonCodes } from '../../core/fleet.ts';
import { failureClasses } from '../../core/failure.ts';
import { noEndings } from '../../core/failure-policy.ts';
import { fleetEventTypes, logActions, type Ledger, type OwedEvent } from '../../core/ledger/ledger.ts';
import { decodeLedger, encodeLedger, type LedgerRecord } from '../../core/ledger/ledger-record.ts';
import type { FleetSettings } from '../../core/settings.ts';
import { isoOf } from '../../contracts/fields.ts';
import { ledgerKey } from '../../contracts/keys.ts';
import { activeShards } from '../../contracts/tables.ts';
import { versionOf } from '../../contracts/versions.ts';
import { byStatus, fleetSummary, groupRange, logRecord, type FleetSummary } from '../../contracts/fleet-records.ts';
import type { FleetTable } from './fleet-table.ts';
import { packJson, unpackJson } from './packed-json.ts';

const actor = z.looseObject({ kind: z.enum(['user', 'policy', 'system']), id: z.string().exactOptional() });
const number = z.number();
const pairs = <T extends z.ZodType>(value: T) => z.array(z.tuple([z.number(), value]));
const letters = z.string();
const range = z.tuple([z.number(), z.number()]);
const eventDetail = z.looseObject({ event_id: z.string() });
/** Not parsed, because parsing changes the order of keys, and an event that is published again must be the same text. */
const owedDetail = z.custom<OwedEvent['detail']>((detail) => eventDetail.safeParse(detail).success);

const policy = z.looseObject({
  thresholdPercent: number.nullable(),
  thresholdCount: number.nullable(),
  of: z.enum(['finished', 'total']),
  minFinished: number.nullable(),
  uniformEarlyFailure: number,
  unit: z.enum(['target', 'group']),
  excludeClasses: z.array(z.enum(failureClasses)),
  action: z.enum(['pause', 'abort']),
});
const earlyEndings = z.looseObject({
  count: number,
  class: z.enum(failureClasses).nullable(),
  mixed: z.boolean(),
  reported: z.boolean(),
});

const earlier = z.looseObject({
  targets: z.record(z.string(), number),
  failures: z.record(z.string(), number),
  cost: z.looseObject({ knownUsd: number, unknownCount: number }),
});

/** The settings, each under its own name. One with a default is absent from ledgers that are older than the setting. */
const settings = {
  title: z.string(),
  labels: z.record(z.string(), z.string()),
  timeoutS: number,
  maxConcurrency: number,
  maxConcurrentGroups: number.nullable().default(null),
  launchesPerMinute: number.nullable().default(null),
  ramp: z.looseObject({ start: number, factor: number }).nullable().default(null),
  /** With its mark, which is state. */
  canary: z.looseObject({ count: number, passed: z.boolean() }).nullable().default(null),
  policy: policy.nullable().default(null),
  autoRetryMax: number,
  notifyTargets: z.boolean().default(false),
  webhooks: z.array(z.string()).default([]),
} satisfies Record<keyof FleetSettings, z.ZodType>;

/** State with defaults: a ledger that was written before these were there has none of them. */
const laterState = {
  awaitsApproval: z.boolean().default(false),
  acknowledgedFailures: number.default(0),
  earlyEndings: earlyEndings.default({ ...noEndings }),
  pausedAt: number.nullable().default(null),
  waitedMs: number.default(0),
  earlier: earlier.default({ ...nothingEarlier, cost: { ...nothingEarlier.cost } }),
  letGo: z.boolean().default(false),
  recentLaunches: z.array(z.tuple([number, number])).default([]),
  heldUntil: number.nullable().default(null),
};

const storedLedger = z.object({
  fleetId: z.string(),
  owner: z.string(),
  workflowRef: z.string(),
  version: number,
  revision: number,
  status: z.enum(fleetStatuses),
  reason: z.looseObject({ code: z.enum(reasonCodes), message: z.string(), since: number, actor }).nullable(),
  generation: number,
  createdAt: number,
  startedAt: number.nullable(),
  finishedAt: number.nullable(),
  updatedAt: number,
  groups: z.array(groupRange.loose()),
  ...settings,
  ...laterState,
  statuses: letters,
  attempts: letters,
  triggers: letters,
  autoRetries: letters,
  classes: letters,
  owed: letters,
  untold: letters.default(''),
  slots: pairs(z.looseObject({ since: number })),
  backoffs: pairs(number),
  lateResults: z.array(number),
  refusals: z.array(number).default([]),
  durations: pairs(number),
  run: number,
  startOwed: z.boolean(),
  lastStartAt: number.nullable(),
  logSeq: number,
  owedLog: z.array(
    logRecord
      .extend({
        action: z.enum(logActions),
        counts: byStatus(z.number()),
        actor,
        targets: z.array(range).exactOptional(),
        attempt: number.exactOptional(),
      })
      .loose(),
  ),
  eventSeq: number,
  owedEvents: z.array(z.looseObject({ type: z.enum(fleetEventTypes), detail: owedDetail })),
  verdicts: z.array(
    z.looseObject({
      commandId: z.string(),
      result: z.enum(['applied', 'no_change', 'refused']),
      code: z.string().nullable(),
      message: z.string().nullable(),
      refused: z.array(number).exactOptional(),
      owed: z.boolean(),
    }),
  ),
  cost: z.looseObject({ knownUsd: number, unknownCount: number }),
  lastTickAt: number,
  wakeAt: number.nullable(),
});

const item = z.object({ version: z.number(), ledger: z.instanceof(Uint8Array) });
const anyFields = z.record(z.string(), z.unknown());

/** The partition of the index `active` that a fleet is in. The last letter of its id is random enough to spread fleets. */
const shardOf = (fleetId: string): string => String((fleetId.codePointAt(fleetId.length - 1) ?? 0) % activeShards);

export function toLedgerItem(table: FleetTable, ledger: Ledger): Record<string, unknown> {
  const asleep = ledger.wakeAt === null ? {} : { active_shard: shardOf(ledger.fleetId), wake_at: ledger.wakeAt };
  const ends = ledger.finishedAt === null ? {} : { ttl: Math.ceil(ledger.finishedAt / 1_000) + table.keepS };
  return {
    ...ledgerKey(ledger.fleetId),
    ...versionOf('ledger'),
    version: ledger.version,
    ledger: packJson(withUnknownFields(encodeLedger(ledger))),
    ...summaryAttributes(ledger),
    ...asleep,
    ...ends,
  };
}

export function fromLedgerItem(stored: unknown): Ledger {
  const fields = anyFields.parse(unpackJson(item.parse(stored).ledger));
  const unknown = Object.entries(fields).filter(([field]) => !Object.hasOwn(storedLedger.shape, field));
  const ledger = decodeLedger(storedLedger.parse(fields));
  return unknown.length === 0 ? ledger : { ...ledger, unknownFields: Object.fromEntries(unknown) };
}

/** Fields that this code does not know go back to where they were read. */
const withUnknownFields = ({ unknownFields, ...known }: LedgerRecord): Record<string, unknown> => ({
  ...unknownFields,
  ...known,
});

function summaryAttributes(ledger: Ledger): Record<string, unknown> {
  const { reason } = ledger;
  return {
    fleet_id: ledger.fleetId,
    title: ledger.settings.title,
    owner: ledger.owner,
    month: isoOf(ledger.createdAt).slice(0, 7),
    created_at: isoOf(ledger.createdAt),
    finished_at: ledger.finishedAt === null ? null : isoOf(ledger.finishedAt),
    status: ledger.status,
    reason: reason && { code: reason.code, message: reason.message },
    labels: ledger.settings.labels,
    workflow_ref: ledger.workflowRef,
    generation: ledger.generation,
    summary: {
      total: ledger.statuses.length,
      counts: countStatuses(ledger.statuses),
      known_usd: ledger.cost.knownUsd,
      unknown_cost_count: ledger.cost.unknownCount,
    },
  };
}

const nested = fleetSummary.pick({ total: true, counts: true, known_usd: true, unknown_cost_count: true });
const summaryItem = fleetSummary
  .omit({ total: true, counts: true, known_usd: true, unknown_cost_count: true })
  .extend({ summary: nested });

export function toFleetSummary(stored: unknown): FleetSummary {
  const { summary, ...rest } = summaryItem.parse(stored);
  return { ...rest, ...summary };
}
