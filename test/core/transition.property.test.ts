import fc from 'fast-check';
import { decodeLedger, encodeLedger } from '../../core/ledger-record.ts';
import { holdsSlot, isTerminalFleet, isTerminalTarget, type TargetStatus } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger.ts';
import { progressOf } from '../../core/progress.ts';
import { transition } from '../../core/transition.ts';
import { fleetOf, FleetWorld, timings } from './fleet-world.ts';

/** Anything that can happen around a fleet: steps of children and workers, looks, repeats, losses, crashes, commands. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('drive' as const), ordinal: fc.nat(7), rejects: fc.boolean() }) },
  {
    weight: 9,
    arbitrary: fc.record({
      what: fc.constant('work' as const),
      ordinal: fc.nat(7),
      ending: fc.constantFrom('SUCCEEDED', 'FAILED', 'TRANSIENT'),
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
  { weight: 1, arbitrary: fc.record({ what: fc.constant('cancel' as const) }) },
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
    case 'cancel':
      world.commands.push({
        kind: 'cancel',
        id: `c${String(at).padStart(4, '0')}`,
        actorId: 'ann',
        reason: null,
        at: world.now,
        generation: 1,
        expectRevision: null,
      });
      return;
    case 'old-fact': {
      const ordinal = each.ordinal % total;
      const attempt = (world.ledger.attempts[ordinal] ?? 1) - 1;
      world.turn([world.seen({ ordinal, attempt }, { state: 'SUCCEEDED', transient: false, claimedAt: 0, overdue: false })]);
    }
  }
}

function checkState(ledger: Ledger): void {
  const { counts, total } = progressOf(ledger, 0);
  expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(total);
  const held = ledger.statuses.filter(holdsSlot).length;
  expect(held).toBeLessThanOrEqual(ledger.maxConcurrency);
  expect([...ledger.slots.keys()].sort()).toEqual(ledger.statuses.flatMap((status, o) => (holdsSlot(status) ? [o] : [])).sort());
  expect(isTerminalFleet(ledger.status)).toBe(ledger.statuses.every(isTerminalTarget));
}

function checkMove(before: Ledger, after: Ledger): void {
  before.statuses.forEach((status: TargetStatus, ordinal) => {
    if (isTerminalTarget(status)) expect(after.statuses[ordinal]).toBe(status);
    expect(after.attempts[ordinal]).toBeGreaterThanOrEqual(before.attempts[ordinal] ?? 1);
  });
  expect(after.cost.knownUsd).toBeGreaterThanOrEqual(before.cost.knownUsd);
  expect(after.cost.unknownCount).toBeGreaterThanOrEqual(before.cost.unknownCount);
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
      fc.array(happening, { maxLength: 120 }),
      (total, cap, happenings) => {
        const world = new FleetWorld(fleetOf(total, cap));
        happenings.forEach((each, at) => {
          const before = world.ledger;
          happen(world, each, at);
          checkState(world.ledger);
          checkMove(before, world.ledger);
          checkTasks(world);
          expect(decodeLedger(encodeLedger(world.ledger))).toEqual(world.ledger);
        });
        world.settle();
        expect(isTerminalFleet(world.ledger.status)).toBe(true);
        expect(world.ledger.owed.every((mark) => mark === 'none')).toBe(true);
        expect(world.published.size).toBe(world.ledger.eventSeq);
        expect(world.log.size).toBe(world.ledger.logSeq);
        for (const command of world.commands) {
          if (!world.verdicts.has(command.id)) world.turn([]);
          expect(world.verdicts.has(command.id)).toBe(true);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('the same facts twice change nothing the second time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(happening, { maxLength: 40 }), (total, happenings) => {
      const world = new FleetWorld(fleetOf(total));
      happenings.forEach((each, at) => {
        happen(world, each, at);
      });
      const facts = [...world.ledger.slots.keys()].flatMap((ordinal) => world.look(ordinal, false));
      const once = transition(world.ledger, facts, world.now, timings).ledger;
      const twice = transition(once, facts, world.now, timings);
      expect(twice.changed).toBe(false);
      expect(twice.ledger).toEqual(once);
    }),
    { numRuns: 200 },
  );
});
