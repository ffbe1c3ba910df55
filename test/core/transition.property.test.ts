import fc from 'fast-check';
import { retryChoices, targetCommandKinds, type Command, type CommandOf } from '../../core/command.ts';
import { judgeFailures } from '../../core/failure-policy.ts';
import { topLevel, type GroupRange, type Ledger } from '../../core/ledger/ledger.ts';
import { tallyOf } from '../../core/ledger/tally.ts';
import type { Edge } from '../../core/graph/graph.ts';
import { decodeLedger, encodeLedger } from '../../core/ledger/ledger-record.ts';
import { holdsSlot, isTerminalFleet, isTerminalTarget, type TargetStatus } from '../../core/fleet.ts';
import { progressOf } from '../../core/ledger/progress.ts';
import { violationsOf } from '../../core/ledger/violations.ts';
import { transition } from '../../core/transition.ts';
import { fleetOf, FleetWorld, timings, workEndings } from './fleet-world.ts';
import { dependenciesOf, graphOf } from './graph/graph-of.ts';

/** Anything that can happen around a fleet: steps of children and workers, looks, repeats, losses, crashes, commands. */
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('drive' as const),
      ordinal: fc.nat(7),
      rejects: fc.constantFrom(false, false, true, 'for today' as const),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      what: fc.constant('work' as const),
      ordinal: fc.nat(7),
      ending: fc.constantFrom(...workEndings),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('put-off' as const),
      ordinal: fc.nat(7),
      host: fc.constantFrom('github.com', 'git.acme.example'),
      seconds: fc.constantFrom(1, 30, 500, 100_000),
    }),
  },
  { weight: 9, arbitrary: fc.record({ what: fc.constant('look' as const), ordinals: fc.array(fc.nat(7), { maxLength: 4 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('crash-before-effects' as const), ordinals: fc.array(fc.nat(7), { maxLength: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('crash-before-clearing' as const),
      ordinals: fc.array(fc.nat(7), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('effects-fail' as const), seed: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('tick' as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('wait' as const), seconds: fc.constantFrom(1, 20, 130, 400, 3_700) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('lose-runs' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('command' as const),
      kind: fc.constantFrom(
        ...([
          'pause',
          'pause',
          'continue',
          'continue',
          'skip',
          'retry',
          'retry',
          'abort',
          'cancel',
          'edit',
          'answer',
          'answer',
          'answer',
          'budget',
          'budget',
          'approve',
          'approve',
          'approve',
          'from-step',
          'words',
        ] as const),
        ...targetCommandKinds,
      ),
      value: fc.nat(6),
      late: fc.constantFrom(0, 0, 0, 1_000_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('old-fact' as const), ordinal: fc.nat(7) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

function happen(world: FleetWorld, each: Happening, at: number): void {
  const total = world.ledger.statuses.length;
  const looks = (ordinals: readonly number[]) => ordinals.flatMap((ordinal) => world.look(ordinal % total, false));
  switch (each.what) {
    case 'drive':
      world.drive(each.ordinal % total, each.rejects);
      return;
    case 'work':
      world.work(each.ordinal % total, each.ending);
      return;
    case 'put-off':
      world.putOff(each.ordinal % total, each.host, each.seconds);
      return;
    case 'look':
      world.turn(looks(each.ordinals));
      return;
    case 'crash-before-effects':
      world.turn(looks(each.ordinals), () => false, false);
      return;
    case 'crash-before-clearing':
      world.turn(looks(each.ordinals), () => true, false);
      return;
    case 'effects-fail':
      world.turn([], (effect) => (effect.kind.length + each.seed) % 3 !== 0);
      return;
    case 'tick':
      world.tick();
      return;
    case 'wait':
      world.now += each.seconds * 1_000;
      return;
    case 'lose-runs':
      world.loseRuns();
      return;
    case 'command':
      world.commands.push(commandOf(world, each, at));
      return;
    case 'old-fact': {
      const ordinal = each.ordinal % total;
      const attempt = (world.ledger.attempts[ordinal] ?? 1) - 1;
      world.turn([
        world.seen({ ordinal, attempt }, { state: 'SUCCEEDED', transient: false, claimedAt: 0, overdue: false, waits: null }),
      ]);
    }
  }
}

type Asked = Extract<Happening, { what: 'command' }>;

function commandOf(world: FleetWorld, { kind, value, late }: Asked, at: number): Command {
  const { generation, settings, statuses } = world.ledger;
  const total = statuses.length;
  const { policy } = settings;
  const asked = {
    id: `c${String(at).padStart(4, '0')}`,
    actorId: 'ann',
    reason: value === 0 ? 'because' : null,
    at: world.now - late,
    generation,
    expectRevision: value === 6 ? 3 : null,
  };
  switch (kind) {
    case 'continue':
    case 'skip':
      return {
        ...{ ...asked, kind: 'continue', skipRemaining: kind === 'skip', seenFailed: value },
        ...{ seenGate: world.ledger.lastArrival - (value === 3 ? 1 : 0), passOver: value === 4 },
      };
    case 'retry':
      return { ...asked, kind, ...retryOf(value), resetBlocked: value !== 2 };
    case 'cancel_targets':
    case 'skip_targets':
    case 'fail_targets':
      return { ...asked, kind, targets: value === 6 ? [[0, 0]] : [[value % total, value % total]] };
    case 'answer': {
      const waiting = [...world.ledger.waiting.keys()];
      const ordinal = waiting[value % Math.max(1, waiting.length)] ?? value % total;
      return { ...asked, kind, targets: [[ordinal, ordinal]] };
    }
    case 'approve': {
      const waiting = [...world.ledger.gates.keys()];
      const ordinal = waiting[value % Math.max(1, waiting.length)] ?? value % total;
      return { ...asked, kind, targets: [[ordinal, ordinal]], seenGate: world.ledger.lastArrival, passOver: value === 1 };
    }
    case 'from-step':
    case 'words': {
      const sent = kind === 'words' ? { words: { budgetUsd: value === 0 ? null : value } } : {};
      const fromStep = value % Math.max(1, settings.steps.length);
      const ordinal = [...world.ledger.gates.keys()][0] ?? value % total;
      const about = { only: null, targets: [[ordinal, ordinal]] as const, resetBlocked: value !== 2 };
      return { ...asked, kind: 'retry', ...about, ...sent, ...(kind === 'words' && value > 2 ? {} : { fromStep }) };
    }
    case 'budget':
      return { ...asked, kind: 'edit', changes: { budget: budgetChanges[value] ?? null } };
    case 'edit': {
      const changed = policy && { ...policy, thresholdCount: value + 1 };
      return { ...asked, kind, changes: value === 1 ? { maxConcurrency: 2 } : { maxConcurrency: value + 1, policy: changed } };
    }
    case 'pause':
    case 'abort':
    case 'cancel':
      return { ...asked, kind };
  }
}

/** Raised, lowered, with dearer and cheaper attempts; for another value it is taken away. */
const budgetChanges = [{ fleetUsd: 30 }, { fleetUsd: 2 }, { targetUsd: 0.01 }, { targetUsd: 7.3 }, { fleetUsd: null }, {}];

function retryOf(value: number): Pick<CommandOf<'retry'>, 'only' | 'targets'> {
  const only = retryChoices[value] ?? null;
  return { only, targets: value === 5 ? [[0, 0]] : null };
}

/** Ways in which a fleet may be steered. */
const steering = fc.record({
  policy: fc.option(
    fc.record({
      thresholdPercent: fc.constantFrom(null, 0, 20, 50, 100),
      thresholdCount: fc.constantFrom(null, 1, 3),
      of: fc.constantFrom('finished', 'total'),
      minFinished: fc.constantFrom(null, 0, 2),
      uniformEarlyFailure: fc.constantFrom(0, 1, 3),
      unit: fc.constantFrom('target', 'group'),
      excludeClasses: fc.constantFrom([], ['rejected' as const]),
      action: fc.constantFrom('pause', 'pause', 'abort'),
    }),
  ),
  maxConcurrentGroups: fc.constantFrom(null, null, 1),
  launchesPerMinute: fc.constantFrom(null, null, 1, 3),
  ramp: fc.constantFrom(null, null, { start: 1, factor: 2 }),
  canary: fc.constantFrom(null, null, 1, 2),
  requireApproval: fc.constantFrom(false, false, true),
  notifyTargets: fc.boolean(),
  budget: fc.option(
    fc.record({
      fleetUsd: fc.constantFrom(null, 0.01, 4.4, 10, 33),
      targetUsd: fc.constantFrom(0.01, 1.1, 5),
      healUsd: fc.constant(2),
    }),
  ),
  usesAgent: fc.constantFrom(true, true, false),
});

const stepRule = fc.record({
  name: fc.constant('s'),
  timeoutS: fc.constantFrom(600, 3_600),
  budgetUsd: fc.constantFrom(null, null, 0.5, 3),
  gate: fc.constantFrom(false, false, true),
  batches: fc.boolean(),
  usesAgent: fc.constantFrom(true, true, false),
  merges: fc.boolean(),
});
/** Steps of a target, and what comes between them. */
const stepping = fc.record({
  steps: fc.array(stepRule, { maxLength: 4 }).map((steps) => steps.map((step, at) => ({ ...step, name: `s${at}` }))),
  heal: fc.option(
    fc.record({
      maxAttempts: fc.integer({ min: 0, max: 2 }),
      maxUsd: fc.constant(2),
      onFailure: fc.constantFrom('continue', 'pause'),
    }),
  ),
  pauseBetween: fc.constantFrom(null, null, 'steps', 'batches'),
});

/** Dependencies of targets and of short ranges on others; those that would make a circle are left out. Half of the fleets have none. */
const dependencies = fc.oneof(
  fc.constant<Edge[]>([]),
  fc.array(
    fc
      .tuple(fc.nat(7), fc.integer({ min: 1, max: 3 }), fc.nat(7), fc.integer({ min: 1, max: 3 }), fc.boolean())
      .map(([from, count, onFrom, onCount, optional]) => ({ from, to: from + count, onFrom, onTo: onFrom + onCount, optional })),
    { maxLength: 10, size: 'max' },
  ),
);

/** Two groups, the second with one inside that has a cap and waits for an approval, as far as there are targets. */
function groupsOf(total: number): GroupRange[] {
  if (total < 4) return [{ path: 'default', from: 0, to: total }];
  return [
    { path: 'a', from: 0, to: 2 },
    { path: 'b', from: 2, to: total },
    { path: 'b/c', from: 3, to: total, maxConcurrency: 1, approval: 'required' },
  ];
}

/** What only a person may start again, or a person and the policy hold back. */
function checkSteering(before: Ledger, after: Ledger): void {
  const launched = after.statuses.flatMap((status, o) => (holdsSlot(status) && before.statuses[o] === 'PENDING' ? [o] : []));
  // A budget pauses the fleet between two launches of a turn.
  const byBudget = after.status === 'PAUSING' && after.reason?.code === 'budget';
  if (['PAUSING', 'PAUSED', 'ABORTING', 'CANCELLING'].includes(after.status) && !byBudget) expect(launched).toEqual([]);
  if (after.status === 'PAUSED') expect(after.statuses.some(holdsSlot)).toBe(false);
  if (['PAUSING', 'PAUSED'].includes(after.status)) expect(after.reason).not.toBeNull();
  if (after.status === 'RUNNING' && after.settings.policy) {
    const { acknowledgedFailures: acknowledged, earlyEndings: early } = after;
    expect(judgeFailures(after.settings.policy, tallyOf(after), { acknowledged, early })).toBeNull();
  }
  for (const { from, to, maxConcurrency } of after.groups) {
    const held = after.statuses.slice(from, to).filter(holdsSlot).length;
    expect(held).toBeLessThanOrEqual(maxConcurrency ?? Infinity);
  }
  const open = topLevel(after.groups).filter(({ from, to }) => after.statuses.slice(from, to).some(holdsSlot)).length;
  const reopened = after.attempts.some((attempt) => attempt > 1);
  // With dependencies, one more group opens where all open ones wait for it.
  if (!reopened && after.graph === null) expect(open).toBeLessThanOrEqual(after.settings.maxConcurrentGroups ?? Infinity);
}

function checkState(ledger: Ledger): void {
  const { counts, total } = progressOf(ledger, 0);
  expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(total);
  expect([...ledger.slots.keys()].sort()).toEqual(ledger.statuses.flatMap((status, o) => (holdsSlot(status) ? [o] : [])).sort());
  expect(isTerminalFleet(ledger.status)).toBe(ledger.statuses.every(isTerminalTarget));
  for (const [ordinal, { waits }] of ledger.slots) if (waits) expect(ledger.statuses[ordinal]).toBe('QUEUED');
}

function checkMove(before: Ledger, after: Ledger): void {
  const held = (ledger: Ledger): number => ledger.statuses.filter(holdsSlot).length;
  // A cap that was lowered stops refills; it takes no slot away.
  expect(held(after)).toBeLessThanOrEqual(Math.max(after.settings.maxConcurrency, held(before)));
  before.statuses.forEach((status: TargetStatus, ordinal) => {
    const retried = (after.attempts[ordinal] ?? 1) > (before.attempts[ordinal] ?? 1) && after.triggers[ordinal] === 'retry';
    if (isTerminalTarget(status) && status !== 'BLOCKED' && !retried) expect(after.statuses[ordinal]).toBe(status);
    if (status === 'SUCCEEDED') expect(after.statuses[ordinal]).toBe(status);
    expect(after.attempts[ordinal]).toBeGreaterThanOrEqual(before.attempts[ordinal] ?? 1);
  });
  expect(after.cost.knownUsd).toBeGreaterThanOrEqual(before.cost.knownUsd);
  expect(after.cost.unknownCount).toBeGreaterThanOrEqual(before.cost.unknownCount);
}

/** No launch goes beyond the budget: what is spent, or may still be, with the attempts that were launched in this turn. */
function checkBudget(before: Ledger, after: Ledger): void {
  const { budget, usesAgent } = after.settings;
  const launched = after.statuses.some((status, o) => status === 'QUEUED' && before.statuses[o] !== 'QUEUED');
  if (!launched || budget?.fleetUsd == null) return;
  const { known_usd, unknown_count, reserved_usd } = progressOf(after, 0).cost;
  const committed = known_usd + reserved_usd + (usesAgent ? unknown_count * budget.targetUsd : 0);
  expect(committed).toBeLessThanOrEqual(budget.fleetUsd + 1e-6);
}

/** A target that waits for an answer is PENDING and has no child. It gets its slot only by an answer, which is kept for that attempt. */
function checkQuestions(before: Ledger, after: Ledger): void {
  for (const ordinal of after.waiting.keys()) {
    expect([after.statuses[ordinal], after.children[ordinal], after.triggers[ordinal]]).toEqual(['PENDING', 0, 'answer']);
    expect(after.answers.has(ordinal)).toBe(false);
  }
  for (const ordinal of before.waiting.keys()) {
    const status = after.statuses[ordinal] ?? 'PENDING';
    expect(status).not.toBe('LOST');
    if (holdsSlot(status)) expect(after.answers.has(ordinal)).toBe(true);
  }
  for (const ordinal of after.answers.keys()) expect(isTerminalTarget(after.statuses[ordinal] ?? 'PENDING')).toBe(false);
  const waits = (ordinal: number): boolean => after.waiting.has(ordinal) || after.gates.has(ordinal);
  const waitsOnly = after.status === 'RUNNING' && after.statuses.every((status, o) => isTerminalTarget(status) || waits(o));
  expect(waitsOnly).toBe(false);
}

/** A target gets its slot at a step with a gate only after a person has opened it there, and succeeds only at its last step. */
function checkSteps(before: Ledger, after: Ledger): void {
  const { steps } = after.settings;
  after.statuses.forEach((status, ordinal) => {
    const [from, to] = [before.atSteps[ordinal] ?? 0, after.atSteps[ordinal] ?? 0];
    const isLaunched = holdsSlot(status) && before.statuses[ordinal] === 'PENDING';
    if (isLaunched && steps[to]?.gate) expect(after.gatesPassed.has(ordinal)).toBe(true);
    if (isLaunched && before.gates.has(ordinal) && from === to) {
      expect(after.verdicts.length).toBeGreaterThan(before.verdicts.length);
    }
    if (status === 'SUCCEEDED') expect(to).toBe(Math.max(0, steps.length - 1));
    if (from !== to) expect(after.heals[ordinal]).toBe(0);
    if (isTerminalTarget(status) && status !== 'BLOCKED') {
      expect(after.words.some(({ targets }) => targets.has(ordinal))).toBe(false);
    }
  });
  for (const arrival of after.gates.values()) expect(arrival).toBeLessThanOrEqual(after.lastArrival);
  for (const [ordinal, arrival] of after.gates) {
    if (before.gates.get(ordinal) !== arrival) expect(arrival).toBeGreaterThan(before.lastArrival);
  }
  if (after.reason && 'step' in after.reason && after.status === 'PAUSED' && after.gates.size === 0) {
    expect(['merge_ready', 'step_gate', 'batch_done']).not.toContain(after.reason.code);
  }
}

/** A target got its slot only after its dependencies; none waits for what will never come; a blocked one never ran. */
function checkDependencies(before: Ledger, after: Ledger): void {
  const { graph, statuses } = after;
  if (graph === null) return;
  const total = statuses.length;
  const edgesOf = (optional: boolean): Edge[] => graph.edges.filter((each) => each.optional === optional);
  statuses.forEach((status, ordinal) => {
    const required = dependenciesOf(edgesOf(false), ordinal, total).map((on) => statuses[on] ?? 'PENDING');
    const optional = dependenciesOf(edgesOf(true), ordinal, total).map((on) => statuses[on] ?? 'PENDING');
    if (holdsSlot(status) && before.statuses[ordinal] === 'PENDING') {
      expect(required.every((each) => each === 'SUCCEEDED')).toBe(true);
      expect(optional.every(isTerminalTarget)).toBe(true);
    }
    if (status === 'PENDING') expect(required.some((each) => isTerminalTarget(each) && each !== 'SUCCEEDED')).toBe(false);
    if (status === 'BLOCKED') expect(after.children[ordinal]).toBe(0);
  });
  for (const ordinal of after.stops.keys()) expect(holdsSlot(statuses[ordinal] ?? 'PENDING')).toBe(true);
  for (const ordinal of after.failedByPerson) expect(statuses[ordinal]).toBe('FAILED');
}

/** Live tasks of a target: at most one, and only of the attempt that the ledger holds. */
function checkTasks(world: FleetWorld): void {
  for (const [key, task] of world.tasks) {
    if (!['SUBMITTED', 'RUNNING', 'FINALIZING'].includes(task.state)) continue;
    const ordinal = Number(key.split('/')[0]);
    expect(key).toBe(world.key(ordinal));
    expect(holdsSlot(world.status(ordinal))).toBe(true);
  }
}

test('whatever happens in whatever order, the invariants hold and every fleet ends', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(happening, { maxLength: 120, size: 'max' }),
      fc.record({ steered: fc.option(steering, { nil: {} }), stepped: fc.option(stepping, { nil: {} }), edges: dependencies }),
      (total, cap, happenings, { steered, stepped, edges }) => {
        const graph = graphOf(
          total,
          edges.filter(({ to, onTo }) => Math.max(to, onTo) <= total),
        );
        const world = new FleetWorld(fleetOf(total, cap, 2, { ...steered, ...stepped, groups: groupsOf(total), graph }));
        happenings.forEach((each, at) => {
          const before = world.ledger;
          happen(world, each, at);
          checkState(world.ledger);
          checkMove(before, world.ledger);
          checkSteering(before, world.ledger);
          checkDependencies(before, world.ledger);
          checkBudget(before, world.ledger);
          checkQuestions(before, world.ledger);
          checkSteps(before, world.ledger);
          expect(violationsOf(world.ledger)).toEqual([]);
          checkTasks(world);
          const { graph, ...stored } = world.ledger;
          expect({ graph, ...decodeLedger(encodeLedger(stored)) }).toEqual(world.ledger);
        });
        world.settle();
        expect(isTerminalFleet(world.ledger.status)).toBe(true);
        expect(world.ledger.owed.every((mark) => mark === 'none')).toBe(true);
        expect(world.published.size).toBe(world.owedEvents.size);
        expect(world.ledger.firstUnpublished.every((from) => from === 0)).toBe(true);
        if (world.ledger.settings.notifyTargets) {
          const finished = world.ledger.statuses.flatMap((status, o) => (status === 'SUCCEEDED' ? [world.key(o)] : []));
          for (const key of finished) expect(world.told.has(key)).toBe(true);
        } else expect(world.told.size).toBe(0);
        const ends = [...world.published.values()].filter((text) => text.includes('"Fleet Finished"'));
        expect(ends).toHaveLength(world.ledger.generation);
        expect(world.log.size).toBe(world.ledger.logSeq);
        for (const command of world.commands) {
          if (!world.verdicts.has(command.id)) world.turn([]);
          expect(world.verdicts.has(command.id)).toBe(true);
        }
      },
    ),
    { numRuns: 70 },
  );
});

test('the same facts twice change nothing the second time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.array(happening, { maxLength: 40, size: 'max' }),
      fc.option(stepping, { nil: {} }),
      (total, happenings, stepped) => {
        const world = new FleetWorld(fleetOf(total, 2, 2, stepped));
        happenings.forEach((each, at) => {
          happen(world, each, at);
        });
        const facts = [...world.ledger.slots.keys()].flatMap((ordinal) => world.look(ordinal, false));
        const once = transition(world.ledger, facts, world.now, timings).ledger;
        const twice = transition(once, facts, world.now, timings);
        expect(twice.changed).toBe(false);
        expect(twice.ledger).toEqual(once);
      },
    ),
    { numRuns: 60 },
  );
});
