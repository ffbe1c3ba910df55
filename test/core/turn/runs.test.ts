import type { Fact, TaskSeen } from '../../../core/turn/facts.ts';
import type { Timings } from '../../../core/turn/timings.ts';
import { clearEffects } from '../../../core/turn/effects.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { waitingChildren } from '../../../core/turn/runs.ts';
import { transition } from '../../../core/transition.ts';
import { fleetOf, timings, type FleetWishes } from '../fleet-world.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, after) => from + after);
const small: Timings = { ...timings, lookAhead: { least: 4, perSlot: 0 } };

/** One turn whose effects are all done. */
function take(ledger: Ledger, facts: readonly Fact[] = [], now = 1_000, by = small) {
  const { ledger: decided, effects } = transition(ledger, facts, now, by);
  const started = effects.flatMap((effect) => (effect.kind === 'start-run' ? [effect.ordinals] : []));
  const told = effects.flatMap((effect) => (effect.kind === 'wake' ? [[effect.ordinal, effect.again] as const] : []));
  return { ledger: clearEffects(decided, effects, now, by), started, told, decided };
}

const seen = (ordinal: number, more: Partial<TaskSeen> = {}): Fact => ({
  ...{ kind: 'task-seen', ordinal, attempt: 1, status: 'SUCCEEDED', failure: null, costUsd: 0, durationMs: 1 },
  ...{ finalizing: false, claimedAt: 0, overdue: false, waits: null, asks: false },
  ...more,
});
const runs = (ordinal: number): Fact => seen(ordinal, { status: 'RUNNING' });
const passing = { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' } as const;
const begun = (total: number, cap: number, wishes: FleetWishes = {}, by = small) =>
  take(fleetOf(total, cap, 2, wishes), [], 1_000, by);

describe('a run', () => {
  test('holds the targets with a slot and the look-ahead, in launch order', () => {
    expect(begun(20, 2).started).toEqual([range(0, 6)]);
    expect(begun(100, 5, {}, timings).started).toEqual([range(0, 55)]);
    expect(begun(5_000, 1_000, {}, timings).started).toEqual([range(0, 4_000)]);
  });

  test('is followed by the next one when half of the look-ahead is used up', () => {
    const first = begun(20, 2).ledger;
    const second = take(first, [seen(0)]);
    expect(second.told).toEqual([[2, true]]);
    expect(second.started).toEqual([]);
    const third = take(second.ledger, [seen(1)]);
    expect(third.started).toEqual([]);
    const fourth = take(third.ledger, [seen(2)]);
    expect(fourth.started).toEqual([[6, 7, 8]]);
    expect(fourth.ledger.children.slice(0, 10)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 0]);
  });

  test('is not followed while the fleet is paused', () => {
    const paused: Ledger = { ...begun(20, 2).ledger, status: 'PAUSED' };
    expect(take(paused, [seen(0), seen(1)]).started).toEqual([]);
  });

  test('starts in the turn that gives a slot to a target without a child: a retried one', () => {
    const first = take(begun(4, 1).ledger, [seen(0, { status: 'FAILED', failure: passing })]);
    expect(first.ledger.children).toEqual([0, 1, 1, 1]);
    const all = take(first.ledger, [seen(1), seen(2), seen(3)]);
    const again = take(all.ledger, [seen(2), seen(3)], 100_000);
    expect(again.ledger.statuses[0]).toBe('QUEUED');
    expect([...first.started, ...all.started, ...again.started].flat()).toContain(0);
  });

  test('is followed in a turn of its own where its start is still owed', () => {
    const owing = transition(fleetOf(20, 2), [], 1_000, small).ledger;
    const launched = transition(owing, [seen(0), seen(1), seen(2), seen(3), seen(4), seen(5)], 2_000, small).ledger;
    const more = transition(launched, [seen(2), seen(3)], 2_000, small).ledger;
    expect(more).toMatchObject({ run: 1, startOwed: true });
    const paid = take(more);
    const next = take(paid.ledger);
    expect(next.ledger.run).toBe(2);
  });

  test('takes the children of the oldest of four over', () => {
    const before = begun(20, 2).ledger;
    const four: Ledger = { ...before, run: 4, children: [1, 1, 1, 2, 3, 4, ...range(6, 20).map(() => 0)] };
    const missing: Fact = { kind: 'child-missing', ordinal: 1, attempt: 1, parkedAt: null };
    const fifth = take(four, [missing], 400_000);
    expect(fifth.decided.children.slice(0, 6)).toEqual([5, 5, 5, 2, 3, 4]);
    expect(fifth.started[0]).toEqual(expect.arrayContaining([0, 1, 2]));
  });

  test('takes no child over whose target is being ended', () => {
    const before = begun(20, 2).ledger;
    const owed = before.owed.map((mark, ordinal) => (ordinal === 0 ? ('cancel' as const) : mark));
    const four: Ledger = { ...before, owed, run: 4, children: [1, 1, 1, 2, 3, 4, ...range(6, 20).map(() => 0)] };
    const missing: Fact = { kind: 'child-missing', ordinal: 1, attempt: 1, parkedAt: null };
    const fifth = take(four, [missing], 400_000);
    expect(fifth.decided.children.slice(0, 6)).toEqual([0, 5, 5, 2, 3, 4]);
    expect(fifth.decided.owed[0]).toBe('cancel');
  });

  test('that ended early gives each target without a task a new child, once it is told', () => {
    const first = take(begun(20, 2).ledger, [runs(0)]);
    expect(first.ledger.children.slice(0, 3)).toEqual([0, 1, 1]);
    const gone = take(first.ledger, [{ kind: 'run-ended', run: 1, early: true }]);
    expect(gone.started).toEqual([[1, 2, 3, 4, 5]]);
    expect(take(gone.ledger, [{ kind: 'run-ended', run: 1, early: true }]).started).toEqual([]);
  });

  test('that ended by itself has done its work', () => {
    const ended = take(begun(3, 3).ledger, [{ kind: 'run-ended', run: 1, early: false }]);
    expect(ended).toMatchObject({ started: [], told: [] });
    expect(ended.ledger.children).toEqual([0, 0, 0]);
    // Nobody is there any more to be told anything.
    const waking: Ledger = { ...begun(3, 3).ledger, owed: ['wake', 'cancel', 'none'] };
    expect(take(waking, [{ kind: 'run-ended', run: 1, early: false }]).decided.owed).toEqual(['none', 'cancel', 'none']);
  });
});

describe('the look-ahead', () => {
  test('gives each group its share, and the group that opens next', () => {
    const groups = [
      { path: 'a', from: 0, to: 10, maxConcurrency: 1 },
      { path: 'b', from: 10, to: 20 },
      { path: 'c', from: 20, to: 30 },
    ];
    expect(begun(30, 2, { groups }).started).toEqual([[0, 10, 1, 11, 20, 21]]);
    expect(begun(30, 2, { groups, maxConcurrentGroups: 1 }).started[0]).toEqual([0, 1, 2, 10, 11]);
  });

  test('ends at a gate, and at the canary', () => {
    const groups = [
      { path: 'a', from: 0, to: 3 },
      { path: 'b', from: 3, to: 20, approval: 'required' as const },
    ];
    expect(begun(20, 2, { groups }).started).toEqual([[0, 1, 2]]);
    expect(begun(20, 2, { canary: 3 }).started).toEqual([[0, 1, 2]]);
  });

  test('shrinks with the cap: children that are too many are told to end', () => {
    const wide = take(fleetOf(100, 20), [], 1_000, { ...timings, lookAhead: { least: 1, perSlot: 3 } }).ledger;
    expect(waitingChildren(wide)).toHaveLength(60);
    const narrow: Ledger = { ...wide, settings: { ...wide.settings, maxConcurrency: 1 } };
    const { ledger, told } = take(narrow, [], 2_000, { ...timings, lookAhead: { least: 1, perSlot: 3 } });
    expect(waitingChildren(ledger)).toEqual([20, 21, 22]);
    expect(told).toEqual(range(23, 80).map((ordinal) => [ordinal, false]));
  });

  test('shrinks while the fleet is paused too, and starts nothing', () => {
    const paused: Ledger = { ...begun(20, 2).ledger, status: 'PAUSED' };
    const less = take(paused, [], 2_000, { ...timings, lookAhead: { least: 1, perSlot: 0 } });
    expect(waitingChildren(less.ledger)).toEqual([2]);
    expect(less).toMatchObject({ started: [], told: [3, 4, 5].map((ordinal) => [ordinal, false]) });
  });

  test('that shrank still owes the last word to its children when their targets end', () => {
    const { decided } = take(begun(20, 2).ledger, [], 2_000, { ...timings, lookAhead: { least: 1, perSlot: 0 } });
    const asked = { id: 'c1', actorId: 'ann', reason: null, at: 3_000, generation: 1, expectRevision: null };
    const cancel: Fact = { kind: 'command', command: { kind: 'cancel', ...asked } };
    const ended = transition(decided, [cancel], 3_000, small).ledger;
    expect(ended.statuses.slice(2, 6)).toEqual(range(2, 6).map(() => 'CANCELLED'));
    expect(ended.owed.slice(2, 6)).toEqual(range(2, 6).map(() => 'wake'));
  });

  test('makes room for what comes next, where children wait for targets that come later', () => {
    const first = begun(20, 1).ledger;
    const elsewhere = first.children.map((_, ordinal) => (ordinal >= 16 ? 1 : 0));
    const { started, told } = take({ ...first, children: elsewhere }, [seen(0)]);
    expect(started).toEqual([range(1, 6)]);
    expect(told.map(([ordinal]) => ordinal)).toEqual([16, 17, 18, 19]);
  });
});

describe('a run of older code', () => {
  const old: Ledger = { ...begun(20, 2).ledger, children: range(0, 20).map(() => 1), wholeRun: 1 };

  test('holds all targets, keeps its children, and needs no next run', () => {
    const { ledger, started } = take(old, [runs(0), runs(1)]);
    expect(started).toEqual([]);
    expect(ledger.children).toEqual([0, 0, ...range(2, 20).map(() => 1)]);
  });

  test('has children that wait to be told when their task is there', () => {
    expect(take(old, [runs(0)]).told).toEqual([[0, false]]);
  });

  test.each([
    { looks: 'in the same turn', earlier: [] },
    { looks: 'in a turn before', earlier: [runs(0)] },
  ])('has children that are told although their attempt failed, and another one follows: task seen $looks', ({ earlier }) => {
    const before = transition(old, earlier, 2_000, small).ledger;
    const { statuses, attempts, owed } = transition(
      before,
      [seen(0, { status: 'FAILED', failure: passing })],
      3_000,
      small,
    ).ledger;
    expect([statuses[0], attempts[0], owed[0]]).toEqual(['PENDING', 2, 'wake']);
  });
});
