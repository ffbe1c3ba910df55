/**
 * The ledger as an item: its version, and what lists show and indexes need, as attributes; the rest as deflated JSON, so that 10,000
 * targets are a few kilobytes. What never changes and is large, the groups, is in the spec (docs/decisions/0004). Fields that this
 * code does not know survive a write: those of the ledger itself in `unknownFields`,
 * those of an object in it as long as the core keeps that object.
 */
import * as z from 'zod';
import { countStatuses } from '../../core/fleet.ts';
import type { DependencyGraph } from '../../core/graph/graph.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { LogAction } from '../../core/ledger/log-entry.ts';
import { decodeLedger, encodeLedger, type LedgerRecord } from '../../core/ledger/ledger-record.ts';
import { waitsForPerson } from '../../core/ledger/waits-for-person.ts';
import { trims } from '../../core/ledger/trim.ts';
import type { FleetSettings } from '../../core/settings.ts';
import { isoOf } from '../../contracts/fields.ts';
import { activeShardOf, ledgerKey, monthShardOf } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { runsAgent } from '../../contracts/workflows.ts';
import { fleetSummary, type FleetSpec, type FleetSummary } from '../../contracts/fleet-records.ts';
import { itemBytes } from '../dynamo/item-bytes.ts';
import type { FleetTable } from './fleet-table.ts';
import { approvalsOf, withApprovals } from './group-approvals.ts';
import { withChildren } from './older-ledger.ts';
import { toSteps, toValuedSteps } from './ordinal-steps.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { storedLabels, storedLedger } from './stored-ledger.ts';

const item = z.object({ version: z.number(), ledger: z.instanceof(Uint8Array), labels: storedLabels.optional() });
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
    ...versionOfLedger(ledger),
    version: ledger.version,
    ledger: packJson(packed(ledger)),
    ...summaryAttributes(ledger),
    ...asleep,
    ...ends,
  };
}

/**
 * Older code must not decide about a fleet with a budget or with targets that ask, nor about one with dependencies or with targets that a
 * person ends one by one: it would launch what has to wait. It refuses the words of these, and the log entry of a wait, which is owed for a
 * moment. A ledger without any of them is written as version 2, so that an update can be rolled back: its readers keep the waits of slots as
 * fields that they do not know.
 */
function versionOfLedger(ledger: Ledger): { readonly v: number } {
  const { graph, stops, failedByPerson, owedLog } = ledger;
  const owes = (...actions: readonly LogAction[]): boolean => owedLog.some(({ action }) => actions.includes(action));
  if (ledger.settings.reviews) return versionOf('ledger');
  if (hasSteps(ledger)) return { v: 6 };
  if (hasBudget(ledger) || hasQuestions(ledger) || owes('asked', 'answered')) return { v: 5 };
  if (graph !== null || stops.size > 0 || failedByPerson.size > 0 || owes('blocked', 'failed')) return { v: 4 };
  return { v: owes('waits') ? 3 : 2 };
}

/** Steps, heals, claims of its repositories, or other words for an attempt: older code would end a target after its first step. */
const hasSteps = ({ settings, words }: Ledger): boolean =>
  settings.steps.length > 0 || settings.heal !== null || settings.exclusive || words.length > 0;

const hasBudget = ({ settings, slots }: Ledger): boolean =>
  settings.budget !== null || [...slots.values()].some(({ budgetUsd }) => budgetUsd !== undefined);

/** Also after the last answer: the trigger of its attempt stays, and so do the reason of a pause and that of refused credentials. */
const hasQuestions = ({ waiting, answers, triggers, reason }: Ledger): boolean =>
  waiting.size > 0 || answers.size > 0 || triggers.includes('answer') || reason?.code === 'question' || reason?.code === 'auth';

/** @param frozen reads what the item lacks, because it never changes */
export async function fromLedgerItem(stored: unknown, frozen: FrozenParts): Promise<Ledger> {
  const { ledger: bytes, labels: attribute = {} } = item.parse(stored);
  const fields = withChildren(anyFields.parse(unpackJson(bytes)));
  const unknown = Object.entries(fields).filter(([field]) => !Object.hasOwn(storedLedger.shape, field));
  const parsed = storedLedger.parse(fields);
  const { groups, approvals = '', labels = attribute, hasGraph, usesAgent = runsAgent(parsed.workflowRef), ...packed } = parsed;
  const record = withSteps(packed);
  const joined = groups ?? withApprovals(await frozen.groupsOf(record.fleetId), approvals);
  const graph = hasGraph ? await frozen.graphOf(record.fleetId) : null;
  const ledger = { ...decodeLedger({ ...record, labels, usesAgent, groups: joined }), graph };
  return unknown.length === 0 ? ledger : { ...ledger, unknownFields: Object.fromEntries(unknown) };
}

/** As the core has them: times in milliseconds, and the targets of words with them. */
function withSteps({ worked, words, wordsOf, ...packed }: Packed) {
  const targetsOf = Map.groupBy(wordsOf, ([, place]) => place);
  return {
    ...packed,
    worked: worked.map(([ordinal, seconds]): [number, number] => [ordinal, seconds * 1_000]),
    words: words.map((each, place) => ({ ...each, targets: (targetsOf.get(place) ?? []).map(([ordinal]) => ordinal) })),
  };
}
type Packed = Omit<z.output<typeof storedLedger>, 'groups' | 'approvals' | 'labels' | 'hasGraph' | 'usesAgent'>;

/** Of the fleet with this id: the groups of its spec, and its dependencies. */
export interface FrozenParts {
  readonly groupsOf: (fleetId: string) => Promise<FleetSpec['groups']>;
  readonly graphOf: (fleetId: string) => Promise<DependencyGraph>;
}

/** Without what is kept elsewhere: groups in the spec, dependencies in the graph, labels in an attribute. Fields that this code does not know go back to where they were read. */
function packed({ graph, ...ledger }: Ledger): Record<string, unknown> {
  const { unknownFields, groups, ...known } = encodeLedger(ledger);
  const { backoffs, waiting, answers, lateResults, openCosts, refusals, stops, failedByPerson, budget, usesAgent } = known;
  return {
    ...unknownFields,
    ...known,
    ...packedSteps(ledger.settings, known),
    labels: undefined,
    approvals: approvalsOf(groups),
    backoffs: toValuedSteps(backoffs),
    lateResults: toSteps(lateResults),
    refusals: toSteps(refusals),
    // Absent where there is nothing: older code then finds no field that it does not know.
    waiting: waiting.length === 0 ? undefined : toValuedSteps(waiting),
    answers: answers.length === 0 ? undefined : answers,
    openCosts: openCosts.length === 0 ? undefined : toValuedSteps(openCosts),
    budget: budget ?? undefined,
    usesAgent: usesAgent === runsAgent(ledger.workflowRef) ? undefined : usesAgent,
    stops: stops.length === 0 ? undefined : stops,
    failedByPerson: failedByPerson.length === 0 ? undefined : toSteps(failedByPerson),
    hasGraph: graph === null ? undefined : true,
  };
}

/** Absent where there is nothing, as the other fields that older code does not know. */
function packedSteps(settings: FleetSettings, known: Omit<LedgerRecord, 'groups'>): Record<string, unknown> {
  const { atSteps, heals, gates, gatesPassed, publishing, worked, words } = known;
  const unless = <T>(nothing: boolean, value: T): T | undefined => (nothing ? undefined : value);
  return {
    steps: unless(settings.steps.length === 0, settings.steps),
    heal: settings.heal ?? undefined,
    pauseBetween: settings.pauseBetween ?? undefined,
    exclusive: unless(!settings.exclusive, true),
    reviews: unless(!settings.reviews, true),
    atSteps: unless(/^0*$/.test(atSteps), atSteps),
    heals: unless(/^0*$/.test(heals), heals),
    gates: unless(gates.length === 0, toValuedSteps(gates)),
    gatesPassed: unless(gatesPassed.length === 0, toSteps(gatesPassed)),
    publishing: unless(publishing.length === 0, toValuedSteps(publishing)),
    worked: unless(worked.length === 0, toValuedSteps(worked.map(([ordinal, ms]) => [ordinal, ms / 1_000]))),
    ...(words.length === 0 ? { words: undefined } : packedWords(words)),
    lastArrival: unless(known.lastArrival === 0, known.lastArrival),
    skipsAtGates: unless(!known.skipsAtGates, true),
    releaseOwed: unless(!known.releaseOwed, true),
  };
}

/** Each target is in one list of words at most: the place of its list says it shortest. */
function packedWords(words: LedgerRecord['words']): Record<string, unknown> {
  const places = words.flatMap(({ targets }, place) => targets.map((ordinal): [number, number] => [ordinal, place]));
  return { words: words.map((each) => ({ ...each, targets: undefined })), wordsOf: toValuedSteps(places) };
}

function summaryAttributes(ledger: Ledger): Record<string, unknown> {
  const { reason } = ledger;
  const createdAt = isoOf(ledger.createdAt);
  return {
    fleet_id: ledger.fleetId,
    title: ledger.settings.title,
    owner: ledger.owner,
    // In the packed part too: code that does not know teams writes the item without this attribute, and keeps that one.
    ...(ledger.teams ? { teams: ledger.teams } : {}),
    month: monthShardOf(createdAt, ledger.fleetId),
    created_at: createdAt,
    finished_at: ledger.finishedAt === null ? null : isoOf(ledger.finishedAt),
    status: ledger.status,
    reason: reason && { code: reason.code, message: reason.message, since: isoOf(reason.since) },
    labels: ledger.settings.labels,
    workflow_ref: ledger.workflowRef,
    generation: ledger.generation,
    summary: {
      total: ledger.statuses.length,
      counts: countStatuses(ledger.statuses),
      known_usd: ledger.cost.knownUsd,
      unknown_cost_count: ledger.cost.unknownCount,
      waits_for_person: waitsForPerson(ledger),
      revision: ledger.revision,
      updated_at: isoOf(ledger.updatedAt),
    },
  };
}

/** Kept together in one attribute, which no index needs. */
const inSummary = {
  total: true,
  counts: true,
  known_usd: true,
  unknown_cost_count: true,
  waits_for_person: true,
  revision: true,
  updated_at: true,
} as const;
const summaryItem = fleetSummary
  .omit(inSummary)
  .extend({ summary: fleetSummary.pick(inSummary).extend({ waits_for_person: z.boolean().optional() }) });

/** The attributes from which a list of fleets is made, without unpacking a ledger. */
export const summaryAttributeNames = Object.keys(summaryItem.shape);

/** Older code did not say it. A fleet that goes on is written again soon; the others tell it by their status and reason. */
const waited = ({ status, reason }: Pick<FleetSummary, 'status' | 'reason'>): boolean =>
  status === 'PAUSED' || status === 'PAUSING' || (status === 'PENDING' && reason?.code === 'approval_required');

export function toFleetSummary(stored: unknown): FleetSummary {
  const { summary, ...rest } = summaryItem.parse(stored);
  return { ...rest, ...summary, waits_for_person: summary.waits_for_person ?? waited(rest) };
}
