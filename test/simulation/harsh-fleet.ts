/** Fleets that make their ledger large: every text and map is as long as it may be, in characters that take three bytes and do not deflate. */
import { limits } from '../../contracts/limits.ts';
import { mostAnswers } from '../../core/commands/answer.ts';
import { owedMarks, stops, type GroupRange, type Ledger, type Slot, type Wait } from '../../core/ledger/ledger.ts';
import { newLedger } from '../../core/ledger/new-ledger.ts';
import { maxAttempts, mostAttempts } from '../../core/ledger/ledger-record.ts';
import { mostWords } from '../../core/commands/retry.ts';
import { failureClasses } from '../../core/failure.ts';
import {
  holdsSlot,
  isTerminalTarget,
  targetStatuses,
  unfinishedStatuses,
  triggers,
  type TargetStatus,
} from '../../core/fleet.ts';
import { defaultPolicy } from '../../core/failure-policy.ts';
import { defaultSettings, type HealRule, type StepRule } from '../../core/settings.ts';
import { longestHost, mostHosts } from '../../core/turn/follow-waits.ts';
import { Random } from './random.ts';

const noises = new Random(7);
const noiseOf = (length: number, from: number, to: number): string =>
  Array.from({ length }, () => String.fromCharCode(noises.whole(from, to))).join('');

/** Text of three bytes a character. */
export const noise = (length: number): string => noiseOf(length, 0x4e00, 0x9fff);
const url = (): string => `https://${noise(Math.floor((limits.webhookUrl - 'https://'.length) / 3))}`;
/** Names of groups are ASCII. */
const name = (number: number): string => `${noiseOf(60, 0x61, 0x7a)}${String(number).padStart(4, '0')}`;

export const longLabels = (): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: limits.labels }, (_, n) => [noise(limits.labelKey - 2) + String(n), noise(limits.labelValue)]),
  );
export const longWebhooks = (): string[] => Array.from({ length: limits.webhooks }, url);

/** Twice as many hosts as a ledger names, each as long as a name may be. */
const hosts = Array.from({ length: 2 * mostHosts }, () => noiseOf(longestHost, 0x61, 0x7a));

/** A wait that no other is like. */
export const longWait = (random: Random, now: number): Wait => ({
  host: hosts[random.whole(0, hosts.length - 1)] ?? '',
  until: now + random.whole(1, 100_000_000),
  everyMs: random.whole(1, 100_000),
});

/** As many groups as there may be, all but a few of them as deep as they may be, with a cap and an approval each. */
function longGroups(total: number): GroupRange[] {
  const above = Array.from({ length: limits.groupDepth - 1 }, (_, depth) => name(depth));
  const parents = above.map((_, depth) => ({ path: above.slice(0, depth + 1).join('/'), from: 0, to: total }));
  const leaves = limits.groups - parents.length;
  const each = Math.floor(total / leaves);
  const inside = Array.from({ length: leaves }, (_, n): GroupRange => {
    const to = n === leaves - 1 ? total : (n + 1) * each;
    const path = `${above.join('/')}/${name(n)}`;
    return { path, from: n * each, to, maxConcurrency: noises.whole(1, 1_000), approval: 'given' };
  });
  return [...parents, ...inside];
}

/** Steps with the longest names, each with a gate but the first one. */
export const longSteps = (count: number): StepRule[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ name: noiseOf(32, 0x61, 0x7a), timeoutS: noises.whole(60, 28_800), budgetUsd: noises.whole(1, 10_000) / 100 },
    ...{ gate: at > 0, batches: at % 2 === 0, usesAgent: at % 3 !== 2, merges: at === count - 1 },
  }));
const longHeal: HealRule = { maxAttempts: 2, maxUsd: 1.37, onFailure: 'pause' };

/** @param policy whether failures stop the fleet */
export const harshFleet = (total: number, cap: number, policy = false, steps: readonly StepRule[] = []): Ledger =>
  newLedger({
    fleetId: '01JD0000000000000000000000',
    owner: noise(limits.userId),
    workflowRef: 'coding/new-task-v1',
    settings: {
      ...defaultSettings,
      title: noise(limits.title),
      labels: longLabels(),
      webhooks: longWebhooks(),
      notifyTargets: true,
      maxConcurrency: cap,
      launchesPerMinute: 600,
      ramp: { start: cap, factor: 2.5 },
      autoRetryMax: 5,
      budget: { fleetUsd: null, targetUsd: 1.37, healUsd: 2 },
      steps,
      heal: steps.length === 0 ? null : longHeal,
      policy: policy ? { ...defaultPolicy, excludeClasses: [...failureClasses].slice(1) } : null,
    },
    requireApproval: false,
    groups: longGroups(total),
    graph: null,
    total,
    actorId: noise(limits.userId),
    now: 0,
  });

/** An id of a command that no neighbour is like. */
export const anyId = (): string => `01JD${noiseOf(22, 0x41, 0x5a)}`;

/** Each waits for its backoff, or for an answer. */
function waitsOf(pending: readonly number[], random: Random, since: () => number): Pick<Ledger, 'backoffs' | 'waiting'> {
  const asks = new Set(pending.filter(() => random.chance(0.5)));
  const timesOf = (ordinals: readonly number[]) => new Map(ordinals.map((ordinal) => [ordinal, since()] as const));
  return {
    backoffs: timesOf(pending.filter((ordinal) => !asks.has(ordinal))),
    waiting: timesOf(pending.filter((ordinal) => asks.has(ordinal))),
  };
}

/**
 * The fleet in the midst of its life, each target in a state of its own that no neighbour shares. No life leads to all of this at
 * once, so no real ledger of this size holds more.
 * @param share how many of the targets wait for their backoff, 0 to 1
 */
export function crowded(ledger: Ledger, random: Random, share: number): Ledger {
  const draw = (): TargetStatus => (random.chance(share) ? 'PENDING' : random.of(targetStatuses));
  let holders = 0;
  const statuses = ledger.statuses.map(() => {
    const status = draw();
    if (!holdsSlot(status)) return status;
    holders += 1;
    return holders > ledger.settings.maxConcurrency ? 'FAILED' : status;
  });
  const each = <T>(value: (status: TargetStatus) => T): T[] => statuses.map(value);
  const where = (status: TargetStatus): number[] => statuses.flatMap((at, ordinal) => (at === status ? [ordinal] : []));
  const since = (): number => 1_790_000_000_000 + random.whole(0, 3_600_000);
  const slot = (): Slot => ({
    since: since(),
    // As many as there were edits meanwhile.
    budgetUsd: random.whole(1, 10) / 100,
    waits: { ...longWait(random, since()), host: hosts[random.whole(0, mostHosts - 1)] ?? '' },
  });
  const holding = statuses.flatMap((status, ordinal) => (holdsSlot(status) ? [ordinal] : []));
  // As many as there may be.
  const answered = [...holding, ...where('PENDING')].slice(0, mostAnswers);
  const attempts = each(() => random.whole(1, maxAttempts - 3));
  return {
    ...ledger,
    ...{ status: 'RUNNING', startedAt: 1_789_999_999_999, lastTickAt: since(), updatedAt: since(), run: 3, version: 99_999 },
    statuses,
    attempts,
    triggers: each(() => random.of(triggers)),
    autoRetries: each(() => random.whole(0, 5)),
    classes: each((status) => (status === 'FAILED' ? random.of(failureClasses) : null)),
    owed: each(() => random.of(owedMarks)),
    children: each((status) => (isTerminalTarget(status) ? 0 : random.whole(0, 4))),
    wholeRun: 1,
    startOwed: true,
    firstUnpublished: attempts.map((attempt) => random.whole(0, attempt)),
    slots: new Map(holding.map((ordinal) => [ordinal, slot()])),
    ...waitsOf(
      where('PENDING').filter((ordinal) => !answered.includes(ordinal)),
      random,
      since,
    ),
    answers: new Map(answered.map((ordinal) => [ordinal, anyId()])),
    lateResults: new Set(where('LOST').filter(() => random.chance(0.5))),
    // Of each that was cancelled, and nobody ever tells what it cost.
    openCosts: new Map(where('CANCELLED').map((ordinal) => [ordinal, attempts[ordinal] ?? 1])),
    refusals: new Set([...statuses.keys()].filter(() => random.chance(0.3))),
    stops: new Map(holding.map((ordinal) => [ordinal, random.of(stops)])),
    failedByPerson: new Set(where('FAILED').filter(() => random.chance(0.5))),
    recentLaunches: new Map(Array.from({ length: 60 }, (_, second) => [1_790_000_000 + second, 10])),
    durations: new Map(Array.from({ length: 100 }, (_, bucket) => [bucket, random.whole(1, 9_999)])),
  };
}

/** The same with steps: each target at a step of its own, with heals, words and earlier attempts; so many of those that wait are at a gate. */
export function crowdedSteps(crowd: Ledger, random: Random, share: number): Ledger {
  const { statuses, settings, answers } = crowd;
  const each = <T>(value: () => T): T[] => statuses.map(value);
  const where = (among: readonly TargetStatus[]): number[] =>
    statuses.flatMap((status, ordinal) => (among.includes(status) ? [ordinal] : []));
  const gates = new Map(
    where(['PENDING'])
      .filter((ordinal) => !answers.has(ordinal) && random.chance(share))
      .map((ordinal) => [ordinal, 1_790_000_000_000 + random.whole(0, 36_000_000)]),
  );
  const others = <T>(values: ReadonlyMap<number, T>) => new Map([...values].filter(([ordinal]) => !gates.has(ordinal)));
  const unfinished = where(unfinishedStatuses);
  const words = Array.from({ length: mostWords }, () => ({
    ...{ commandId: anyId(), budgetUsd: random.whole(1, 10_000) / 100, targets: new Set<number>() },
  }));
  for (const ordinal of unfinished) words[random.whole(0, mostWords - 1)]?.targets.add(ordinal);
  return {
    ...crowd,
    attempts: each(() => random.whole(1, mostAttempts(settings) - 3)),
    atSteps: each(() => random.whole(0, settings.steps.length - 1)),
    heals: each(() => random.whole(0, longHeal.maxAttempts)),
    backoffs: others(crowd.backoffs),
    waiting: others(crowd.waiting),
    gates,
    lastArrival: 1_790_036_000_000,
    gatesPassed: new Set([...statuses.keys()].filter((ordinal) => !gates.has(ordinal) && random.chance(0.5))),
    worked: new Map(unfinished.map((ordinal) => [ordinal, random.whole(1, 100_000) * 1_000])),
    words: words.filter(({ targets }) => targets.size > 0),
  };
}

/** All wait for a review, each since a turn of its own. */
export const allInReview = (ledger: Ledger, random: Random): Ledger => {
  const all = allAtGates(ledger, random);
  const last = Math.max(
    0,
    ledger.settings.steps.findLastIndex(({ merges }) => !merges),
  );
  return {
    ...all,
    settings: { ...all.settings, reviews: true },
    atSteps: all.atSteps.map(() => last),
    publishing: new Map(all.attempts.map((attempt, ordinal) => [ordinal, attempt - 1])),
  };
};

/** All have come to a gate, each in a turn of its own, after an hour or a day of work. */
export function allAtGates(ledger: Ledger, random: Random): Ledger {
  const all = [...ledger.statuses.keys()];
  const gates = new Map(all.map((ordinal) => [ordinal, 1_790_000_000_000 + random.whole(0, 36_000_000)]));
  const worked = new Map(all.map((ordinal) => [ordinal, random.whole(1, 100_000) * 1_000]));
  return { ...ledger, gates, worked, atSteps: all.map(() => 1), attempts: all.map(() => random.whole(2, 197)) };
}
