/**
 * Whatever a fleet may be asked for together works together (semantics 24): each pair of these, and all of them, in a fleet that a person goes
 * on with wherever it waits.
 */
import type { Command } from '../../core/command.ts';
import { holdsSlot, isTerminalTarget } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { violationsOf } from '../../core/ledger/violations.ts';
import type { StepRule } from '../../core/settings.ts';
import { transition } from '../../core/transition.ts';
import { clearEffects } from '../../core/turn/effects.ts';
import type { Fact, TaskSeen } from '../../core/turn/facts.ts';
import { edge, graphOf } from './graph/graph-of.ts';
import { fleetOf, timings, type FleetWishes } from './fleet-world.ts';

const total = 4;
const cap = 2;
/** So small that the children of waiting targets are limited too. */
const short = { ...timings, lookAhead: { least: 1, perSlot: 1 } };

interface Launch {
  readonly ordinal: number;
  readonly step: number;
  readonly trigger: string;
  readonly at: number;
  /** The ledger after the turn of the launch. */
  readonly ledger: Ledger;
}

interface Trace {
  readonly launches: Launch[];
  /** Why it paused. */
  readonly reasons: Set<string>;
  readonly effects: Set<string>;
  readonly end: Ledger;
}

interface Feature {
  readonly wishes: FleetWishes;
  readonly holds: (trace: Trace) => void;
}

const step = (name: string, more: Partial<StepRule> = {}): StepRule => ({
  ...{ name, timeoutS: 3_600, budgetUsd: null, gate: false, batches: false, usesAgent: true, merges: false },
  ...more,
});

const isDone = (ledger: Ledger, ordinal: number): boolean => ledger.statuses[ordinal] === 'SUCCEEDED';
/** No target of `later` is launched before all of `first` have succeeded. */
const inOrder = ({ launches }: Trace, first: readonly number[], later: readonly number[]): void => {
  const early = launches.filter(({ ordinal, ledger }) => later.includes(ordinal) && !first.every((each) => isDone(ledger, each)));
  expect(early.map(({ ordinal }) => ordinal)).toEqual([]);
};

const features = {
  steps: {
    wishes: { steps: [step('design'), step('verify'), step('merge', { gate: true, usesAgent: false, merges: true })] },
    holds: ({ launches, reasons }) => {
      expect([...reasons]).toContain('merge_ready');
      for (let ordinal = 0; ordinal < total; ordinal++) {
        const taken = launches.filter((launch) => launch.ordinal === ordinal).map((launch) => launch.step);
        expect([...new Set(taken)]).toEqual([0, 1, 2]);
        expect(taken).toEqual([...taken].sort());
      }
    },
  },
  dependencies: {
    wishes: { graph: graphOf(total, [edge(1, 0), edge(2, 0), edge(3, 2)]) },
    holds: (trace) => {
      inOrder(trace, [0], [1, 2]);
      inOrder(trace, [2], [3]);
    },
  },
  exclusive: {
    wishes: { exclusive: true },
    holds: ({ effects, end }) => {
      expect([effects.has('release-claims'), end.releaseOwed]).toEqual([true, false]);
    },
  },
  question: {
    wishes: {},
    holds: ({ launches }) => {
      expect(launches.filter(({ trigger }) => trigger === 'answer')).toHaveLength(2);
    },
  },
  budget: {
    wishes: { budget: { fleetUsd: 5.5, targetUsd: 5, healUsd: 2 } },
    holds: ({ launches, reasons }) => {
      expect([...reasons]).toContain('budget');
      for (const { ledger } of launches) {
        const reserved = [...ledger.slots.values()].reduce((sum, { budgetUsd = 0 }) => sum + budgetUsd, 0);
        expect(ledger.cost.knownUsd + reserved).toBeLessThanOrEqual(ledger.settings.budget?.fleetUsd ?? 0);
      }
    },
  },
  canary: {
    wishes: { canary: 1 },
    holds: (trace) => {
      expect([...trace.reasons]).toContain('canary');
      inOrder(trace, [0], [1, 2, 3]);
    },
  },
  windows: {
    wishes: {
      launchesPerMinute: 2,
      maxConcurrentGroups: 1,
      groups: [
        { path: 'a', from: 0, to: 2, maxConcurrency: 1 },
        { path: 'b', from: 2, to: 4 },
      ],
    },
    holds: (trace) => {
      const { launches } = trace;
      inOrder(trace, [0, 1], [2, 3]);
      for (const { at, ledger } of launches) {
        expect(launches.filter((other) => other.at >= at && other.at < at + 60_000).length).toBeLessThanOrEqual(2);
        expect([0, 1].filter((ordinal) => ledger.slots.has(ordinal)).length).toBeLessThanOrEqual(1);
      }
    },
  },
  heal: {
    wishes: { heal: { maxAttempts: 1, maxUsd: 2, onFailure: 'pause' } },
    holds: ({ launches, reasons }) => {
      expect(launches.filter(({ trigger }) => trigger === 'heal').map(({ ordinal }) => ordinal)).toEqual([1]);
      expect([...reasons]).not.toContain('heal_failed');
    },
  },
  review: {
    wishes: { reviews: true },
    holds: ({ launches, reasons }) => {
      expect([...reasons]).toContain('review');
      const published = launches.filter(({ trigger }) => trigger === 'publish');
      expect(published.map(({ ordinal }) => ordinal).sort()).toEqual([0, 1, 2, 3]);
      for (const { ordinal, ledger } of published) expect(ledger.slots.get(ordinal)).not.toHaveProperty('budgetUsd');
    },
  },
} satisfies Record<string, Feature>;
type Name = keyof typeof features;

/** The first attempts of the first and the last target ask, where questions are asked. */
const asks = (names: readonly Name[], ordinal: number, attempt: number): boolean =>
  names.includes('question') && [0, 3].includes(ordinal) && attempt === 1;

function endOf(ledger: Ledger, ordinal: number, names: readonly Name[]): TaskSeen {
  const attempt = ledger.attempts[ordinal] ?? 1;
  const isMerge = ledger.settings.steps[ledger.atSteps[ordinal] ?? 0]?.merges === true;
  const fails = names.includes('heal') && ordinal === 1 && attempt === 1;
  const failure = { class: 'agent', code: 'X', message: 'x', retryable: false, by: 'user' } as const;
  return {
    ...{ kind: 'task-seen', ordinal, attempt, status: 'SUCCEEDED', failure: null, costUsd: isMerge ? 0 : 1, durationMs: 60_000 },
    ...{ finalizing: false, claimedAt: 0, overdue: false, waits: null, asks: asks(names, ordinal, attempt) },
    ...(fails ? { status: 'FAILED', failure } : {}),
    ...(ledger.settings.reviews && !isMerge && !ledger.publishing.has(ordinal) ? { reviewable: true } : {}),
  };
}

type Distributed<T> = T extends unknown ? Omit<T, 'id' | 'actorId' | 'reason' | 'at' | 'generation' | 'expectRevision'> : never;

/** What a person does about a fleet that waits. */
function person(ledger: Ledger): Distributed<Command>[] {
  const { waiting, status, reason, settings, lastArrival, gates, publishing } = ledger;
  const { budget } = settings;
  const answers = [...waiting.keys()].map((ordinal) => ({ kind: 'answer' as const, targets: [[ordinal, ordinal] as const] }));
  if (status !== 'PAUSED') return answers;
  if (reason?.code === 'review') {
    const reviewed = [...gates.keys()].filter((ordinal) => publishing.has(ordinal)).map((ordinal) => [ordinal, ordinal] as const);
    return [...answers, { kind: 'approve', targets: reviewed, seenGate: lastArrival }];
  }
  const raised =
    budget?.fleetUsd == null ? [] : [{ kind: 'edit' as const, changes: { budget: { fleetUsd: budget.fleetUsd + 1.5 } } }];
  return [
    ...answers,
    ...(reason?.code === 'budget' ? raised : []),
    { kind: 'continue', skipRemaining: false, seenFailed: 0, seenGate: lastArrival },
  ];
}

function run(names: readonly Name[]): Trace {
  const wishes = Object.assign({}, ...names.map((name) => features[name].wishes)) as FleetWishes;
  let ledger = fleetOf(total, cap, 0, wishes);
  const trace = { launches: [] as Launch[], reasons: new Set<string>(), effects: new Set<string>() };
  let asked = 0;
  for (let round = 0; round < 300 && ledger.wakeAt !== null; round++) {
    // Half a minute passes, so that the pace of launches is not the pace of the rounds.
    const at = round * 30_000;
    const commands = person(ledger).map((wish): Fact => {
      const of = { id: `c${String((asked += 1)).padStart(4, '0')}`, actorId: 'ann', reason: null, at };
      return { kind: 'command', command: { ...of, generation: ledger.generation, expectRevision: null, ...wish } as Command };
    });
    const ends = [...ledger.slots.keys()].map((ordinal) => endOf(ledger, ordinal, names));
    // A person does one thing at a time, while nothing runs.
    const facts: Fact[] = [{ kind: 'tick' }, ...(commands.length > 0 ? commands : ends)];
    const before = ledger;
    const decided = transition(before, facts, at, short);
    ledger = clearEffects(decided.ledger, decided.effects, at, short);
    for (const { kind } of decided.effects) trace.effects.add(kind);
    if (ledger.reason && ['PAUSED', 'PAUSING'].includes(ledger.status)) trace.reasons.add(ledger.reason.code);
    for (const ordinal of ledger.slots.keys()) {
      if (before.slots.has(ordinal) && before.attempts[ordinal] === ledger.attempts[ordinal]) continue;
      const trigger = ledger.triggers[ordinal] ?? 'initial';
      trace.launches.push({ ordinal, step: ledger.atSteps[ordinal] ?? 0, trigger, at, ledger });
    }
    expect(violationsOf(ledger)).toEqual([]);
    expect(ledger.slots.size).toBeLessThanOrEqual(cap);
    expect(ledger.statuses.every((status, ordinal) => holdsSlot(status) === ledger.slots.has(ordinal))).toBe(true);
  }
  return { ...trace, end: ledger };
}

const names = Object.keys(features) as Name[];
const pairs = names.flatMap((first, at) => names.slice(at + 1).map((second): Name[] => [first, second]));

test.each<[string, readonly Name[]]>(
  [...pairs, ...names.map((name) => [name]), names].map((each) => [each.join(' with '), each]),
)('%s', (_, each) => {
  const trace = run(each);
  expect([trace.end.status, trace.end.statuses.every(isTerminalTarget)]).toEqual(['SUCCEEDED', true]);
  for (const name of each) features[name].holds(trace);
});

test.each(names)('is seen in a fleet that asked for it only: %s', (name) => {
  const without = run([]);
  expect(() => {
    features[name].holds(without);
  }).toThrow();
});
