/**
 * The ledger as an item: its version, and what lists show and indexes need, as attributes; the rest as deflated JSON, so that 10,000
 * targets are a few kilobytes. What never changes and is large, the groups, is in the spec (docs/decisions/0004). Fields that this
 * code does not know survive a write: those of the ledger itself in `unknownFields`,
 * those of an object in it as long as the core keeps that object.
 */
import * as z from 'zod';
import { nothingEarlier } from '../../core/ledger/completion.ts';
import { countStatuses, fleetStatuses, reasonCodes } from '../../core/fleet.ts';
import { failureClasses } from '../../core/failure.ts';
import { noEndings } from '../../core/failure-policy.ts';
import { fleetEventTypes, logActions, type Ledger, type OwedEvent } from '../../core/ledger/ledger.ts';
import { decodeLedger, encodeLedger, type LedgerRecord } from '../../core/ledger/ledger-record.ts';
import { trims } from '../../core/ledger/trim.ts';
import type { FleetSettings } from '../../core/settings.ts';
import { isoOf } from '../../contracts/fields.ts';
import { activeShardOf, ledgerKey, monthShardOf } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import {
  byStatus,
  fleetSummary,
  groupRange,
  logRecord,
  type FleetSpec,
  type FleetSummary,
} from '../../contracts/fleet-records.ts';
import { itemBytes } from '../dynamo/item-bytes.ts';
import type { FleetTable } from './fleet-table.ts';
import { approvalsOf, withApprovals } from './group-approvals.ts';
import { withChildren } from './older-ledger.ts';
import { ordinals, toSteps, toValuedSteps, valuesByOrdinal } from './ordinal-steps.ts';
import { packJson, unpackJson } from './packed-json.ts';

const actor = z.looseObject({ kind: z.enum(['user', 'policy', 'system']), id: z.string().exactOptional() });
const number = z.number();
const pairs = <T extends z.ZodType>(value: T) => z.array(z.tuple([z.number(), value]));
const letters = z.string();
const labels = z.record(z.string(), z.string());
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
  /** Absent: they are an attribute of the item. */
  labels: labels.optional(),
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
  /** Of a ledger that was written before its groups were in the spec alone. */
  groups: z.array(groupRange.loose()).optional(),
  approvals: letters.optional(),
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
  backoffs: valuesByOrdinal,
  lateResults: ordinals,
  refusals: ordinals.default([]),
  durations: pairs(number),
  childRuns: z.array(number),
  children: letters,
  wholeRun: number,
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
        unlisted: number.exactOptional(),
        attempt: number.exactOptional(),
        decisions: z.record(z.string(), number).exactOptional(),
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

const item = z.object({ version: z.number(), ledger: z.instanceof(Uint8Array), labels: labels.optional() });
const anyFields = z.record(z.string(), z.unknown());

/** An item of more bytes loses detail. The table accepts 409,600. */
const trimAbove = 300_000;

/** The item of the ledger, without detail (core/ledger/trim.ts) where it would be too large with it. */
export function toLedgerItem(table: FleetTable, ledger: Ledger): Record<string, unknown> {
  const whole = itemOf(table, ledger);
  const bytes = itemBytes(whole);
  if (bytes <= trimAbove) return whole;
  table.onTrimmed?.(ledger.fleetId, bytes);
  let [trimmed, smaller] = [ledger, whole];
  for (const trim of trims) {
    trimmed = trim(trimmed);
    smaller = itemOf(table, trimmed);
    if (itemBytes(smaller) <= trimAbove) break;
  }
  return smaller;
}

function itemOf(table: FleetTable, ledger: Ledger): Record<string, unknown> {
  const asleep = ledger.wakeAt === null ? {} : { active_shard: activeShardOf(ledger.fleetId), wake_at: ledger.wakeAt };
  const ends = ledger.finishedAt === null ? {} : { ttl: Math.ceil(ledger.finishedAt / 1_000) + table.keepS };
  return {
    ...ledgerKey(ledger.fleetId),
    ...versionOf('ledger'),
    version: ledger.version,
    ledger: packJson(packed(encodeLedger(ledger))),
    ...summaryAttributes(ledger),
    ...asleep,
    ...ends,
  };
}

/** @param groupsOf reads the groups of the fleet with this id from its spec */
export async function fromLedgerItem(stored: unknown, groupsOf: GroupsOf): Promise<Ledger> {
  const { ledger: bytes, labels: attribute = {} } = item.parse(stored);
  const fields = withChildren(anyFields.parse(unpackJson(bytes)));
  const unknown = Object.entries(fields).filter(([field]) => !Object.hasOwn(storedLedger.shape, field));
  const { groups, approvals = '', labels = attribute, ...record } = storedLedger.parse(fields);
  const joined = groups ?? withApprovals(await groupsOf(record.fleetId), approvals);
  const ledger = decodeLedger({ ...record, labels, groups: joined });
  return unknown.length === 0 ? ledger : { ...ledger, unknownFields: Object.fromEntries(unknown) };
}

export type GroupsOf = (fleetId: string) => Promise<FleetSpec['groups']>;

/** Without what is kept elsewhere: groups in the spec, labels in an attribute. Fields that this code does not know go back to where they were read. */
function packed({ unknownFields, groups, ...known }: LedgerRecord): Record<string, unknown> {
  const { backoffs, lateResults, refusals } = known;
  return {
    ...unknownFields,
    ...known,
    labels: undefined,
    approvals: approvalsOf(groups),
    backoffs: toValuedSteps(backoffs),
    lateResults: toSteps(lateResults),
    refusals: toSteps(refusals),
  };
}

function summaryAttributes(ledger: Ledger): Record<string, unknown> {
  const { reason } = ledger;
  const createdAt = isoOf(ledger.createdAt);
  return {
    fleet_id: ledger.fleetId,
    title: ledger.settings.title,
    owner: ledger.owner,
    month: monthShardOf(createdAt, ledger.fleetId),
    created_at: createdAt,
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

/** The attributes from which a list of fleets is made, without unpacking a ledger. */
export const summaryAttributeNames = Object.keys(summaryItem.shape);

export function toFleetSummary(stored: unknown): FleetSummary {
  const { summary, ...rest } = summaryItem.parse(stored);
  return { ...rest, ...summary };
}
