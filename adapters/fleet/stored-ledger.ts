/** The schema of a packed ledger, as a table has it: lenient about fields that are younger or older than this code. */
import * as z from 'zod';
import { nothingEarlier } from '../../core/ledger/completion.ts';
import { fleetStatuses, reasonCodes } from '../../core/fleet.ts';
import { failureClasses } from '../../core/failure.ts';
import { noEndings } from '../../core/failure-policy.ts';
import { fleetEventTypes, stops, type OwedEvent } from '../../core/ledger/ledger.ts';
import { logActions } from '../../core/ledger/log-entry.ts';
import { pausesBetween, type FleetSettings } from '../../core/settings.ts';
import { byStatus, groupRange, logRecord } from '../../contracts/fleet-records.ts';
import { ordinals, valuesByOrdinal } from './ordinal-steps.ts';

const actor = z.looseObject({ kind: z.enum(['user', 'policy', 'system']), id: z.string().exactOptional() });
const number = z.number();
const pairs = <T extends z.ZodType>(value: T) => z.array(z.tuple([z.number(), value]));
const letters = z.string();
export const storedLabels = z.record(z.string(), z.string());
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

const budget = z.looseObject({ fleetUsd: number.nullable(), targetUsd: number, healUsd: number });
const wait = z.looseObject({ host: z.string(), until: number, everyMs: number });

const earlier = z.looseObject({
  targets: z.record(z.string(), number),
  failures: z.record(z.string(), number),
  cost: z.looseObject({ knownUsd: number, unknownCount: number }),
});

/** The settings, each under its own name. One with a default is absent from ledgers that are older than the setting. */
const settings = {
  title: z.string(),
  /** Absent: they are an attribute of the item. */
  labels: storedLabels.optional(),
  timeoutS: number,
  maxConcurrency: number,
  maxConcurrentGroups: number.nullable().default(null),
  launchesPerMinute: number.nullable().default(null),
  ramp: z.looseObject({ start: number, factor: number }).nullable().default(null),
  /** With its mark, which is state. */
  canary: z.looseObject({ count: number, passed: z.boolean() }).nullable().default(null),
  policy: policy.nullable().default(null),
  /** Absent: none. */
  budget: budget.nullable().default(null),
  /** Absent: as its workflow says. */
  usesAgent: z.boolean().optional(),
  autoRetryMax: number,
  /** Absent: failures are not healed. */
  heal: z
    .looseObject({ maxAttempts: number, maxUsd: number, onFailure: z.enum(['continue', 'pause']) })
    .nullable()
    .default(null),
  /** Absent: none. */
  steps: z
    .array(
      z.looseObject({
        name: z.string(),
        timeoutS: number,
        budgetUsd: number.nullable(),
        gate: z.boolean(),
        batches: z.boolean(),
        usesAgent: z.boolean(),
        merges: z.boolean(),
      }),
    )
    .default([]),
  pauseBetween: z.enum(pausesBetween).nullable().default(null),
  reviews: z.boolean().default(false),
  exclusive: z.boolean().default(false),
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
  lastArrival: number.default(0),
  skipsAtGates: z.boolean().default(false),
  releaseOwed: z.boolean().default(false),
};

/** The ledger as it is packed: the record of the core, but for what the item has elsewhere. Fields with a default are absent from older ledgers. */
export const storedLedger = z.object({
  fleetId: z.string(),
  owner: z.string(),
  /** Absent: none. */
  teams: z.array(z.string()).exactOptional(),
  workflowRef: z.string(),
  version: number,
  revision: number,
  status: z.enum(fleetStatuses),
  reason: z
    .looseObject({ code: z.enum(reasonCodes), message: z.string(), since: number, actor, step: number.exactOptional() })
    .nullable(),
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
  /** Absent: the first step, and no heal. */
  atSteps: letters.default(''),
  autoRetries: letters,
  heals: letters.default(''),
  classes: letters,
  owed: letters,
  untold: letters.default(''),
  slots: pairs(z.looseObject({ since: number, waits: wait.exactOptional(), budgetUsd: number.exactOptional() })),
  backoffs: valuesByOrdinal,
  waiting: valuesByOrdinal.default([]),
  answers: pairs(z.string()).default([]),
  gates: valuesByOrdinal.default([]),
  gatesPassed: ordinals.default([]),
  publishing: valuesByOrdinal.default([]),
  /** In seconds. */
  worked: valuesByOrdinal.default([]),
  words: z.array(z.looseObject({ commandId: z.string(), budgetUsd: number.nullable() })).default([]),
  /** Places in `words` by target. */
  wordsOf: valuesByOrdinal.default([]),
  lateResults: ordinals,
  openCosts: valuesByOrdinal.default([]),
  refusals: ordinals.default([]),
  stops: pairs(z.enum(stops)).default([]),
  failedByPerson: ordinals.default([]),
  hasGraph: z.boolean().default(false),
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
