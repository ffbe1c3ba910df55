import { clearEffects } from '../../../core/turn/effects.ts';
import type { Fact, TaskSeen } from '../../../core/turn/facts.ts';
import { longestHost, mostHosts, otherHosts } from '../../../core/turn/follow-waits.ts';
import type { Command } from '../../../core/command.ts';
import type { Ledger, Wait } from '../../../core/ledger/ledger.ts';
import { waitingTargets } from '../../../core/ledger/waits.ts';
import { transition } from '../../../core/transition.ts';
import { fleetOf, timings } from '../fleet-world.ts';

const startedAt = 1_000_000;
const until = startedAt + 180_000;
const github = (more: Partial<Wait> = {}): Wait => ({ host: 'github.com', until, everyMs: 7_200, ...more });
const seen = (ordinal: number, more: Partial<TaskSeen> = {}): Fact => ({
  ...{ kind: 'task-seen', ordinal, attempt: 1, status: 'QUEUED', failure: null, costUsd: 0, durationMs: null },
  ...{ finalizing: false, claimedAt: null, overdue: false, waits: null, asks: false },
  ...more,
});
const waits = (ordinal: number, more: Partial<Wait> = {}): Fact => seen(ordinal, { waits: github(more) });
const turn = (ledger: Ledger, facts: readonly Fact[], now = startedAt): Ledger => transition(ledger, facts, now, timings).ledger;
/** A fleet whose first targets have slots, and which owes nothing. */
function started(total: number, cap: number, timeoutS = 3_600): Ledger {
  const { ledger, effects } = transition(fleetOf(total, cap, 2, { timeoutS }), [], startedAt, timings);
  return clearEffects(ledger, effects, startedAt, timings);
}
const entries = (ledger: Ledger) =>
  ledger.owedLog.flatMap(({ action, reason, targets }) => (action === 'waits' ? [[reason, targets]] : []));
const ask = (kind: 'pause' | 'cancel'): Fact => {
  const command: Command = {
    kind,
    id: `${kind}1`,
    actorId: 'ann',
    reason: null,
    at: startedAt,
    generation: 1,
    expectRevision: null,
  };
  return { kind: 'command', command };
};

describe('a task that was put off', () => {
  test('keeps the slot of its target, and is told once for each host', () => {
    const before = started(5, 4);
    const after = turn(before, [waits(0), waits(1, { until: until - 60_000 }), waits(2, { host: 'git.acme.example' }), waits(3)]);
    expect(after.statuses.slice(0, 4)).toEqual(['QUEUED', 'QUEUED', 'QUEUED', 'QUEUED']);
    expect([...after.slots.keys()]).toEqual([0, 1, 2, 3]);
    expect(after.slots.get(1)).toEqual({ since: startedAt, waits: github({ until: until - 60_000 }) });
    expect(entries(after)).toEqual([
      ['1 target waits for git.acme.example, about 3m.', [[2, 2]]],
      ['3 targets wait for github.com, about 3m.', [[0, 1], [3, 3]]], // prettier-ignore
    ]);
    expect(before.slots.get(0)).toEqual({ since: startedAt });
  });

  test('changes nothing when it is seen again, and is told again when it is put off again', () => {
    const once = turn(started(2, 2), [waits(0), waits(1)]);
    expect(transition(once, [waits(1), waits(0)], startedAt + 1, timings)).toMatchObject({ changed: false });
    const later = turn(once, [waits(1, { until: until + 120_000 })]);
    expect(entries(later).slice(1)).toEqual([['1 target waits for github.com, about 5m.', [[1, 1]]]]);
    expect(later.slots.get(1)?.waits?.until).toBe(until + 120_000);
  });

  test('waits no more when a worker takes it, and its slot counts from the end of the wait', () => {
    const once = turn(started(2, 2), [waits(0), waits(1)]);
    const taken = turn(once, [seen(0, { status: 'RUNNING', claimedAt: until + 1 })], until + 1);
    expect(taken.statuses[0]).toBe('RUNNING');
    expect(taken.slots.get(0)).toEqual({ since: until });
    const early = turn(once, [seen(0, { status: 'RUNNING', claimedAt: until - 9 })], until - 9);
    expect(early.slots.get(0)).toEqual({ since: until - 9 });
    expect(entries(taken)).toHaveLength(1);
  });

  test('waits for a worker when its time has come, and nothing is told of that', () => {
    const once = turn(started(2, 2), [waits(0)]);
    expect(waitingTargets(once, until - 1)).toMatchObject([{ host: 'github.com', count: 1 }]);
    expect(waitingTargets(once, until)).toEqual([]);
    const over = turn(once, [waits(0)], until);
    expect(over.slots.get(0)).toEqual({ since: until });
    expect(transition(over, [waits(0)], until, timings).changed).toBe(false);
    expect(entries(over)).toHaveLength(1);
    // One that is seen only then was never told.
    expect(entries(turn(started(1, 1), [waits(0)], until + 1))).toEqual([]);
  });

  test('says nothing of a target that runs, nor of another attempt', () => {
    const runs = turn(started(2, 2), [seen(0, { status: 'RUNNING', claimedAt: startedAt })]);
    const after = turn(runs, [waits(0), seen(1, { attempt: 2, waits: github() })]);
    expect(after.slots).toEqual(new Map([[0, { since: startedAt }], [1, { since: startedAt }]])); // prettier-ignore
    expect(entries(after)).toEqual([]);
  });

  test('goes with its attempt: the next one begins without a wait', () => {
    const passing = { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' } as const;
    const once = turn(started(1, 1), [waits(0)]);
    const again = turn(once, [seen(0, { status: 'FAILED', failure: passing })]);
    expect([again.statuses[0], again.attempts[0], again.slots.size]).toEqual(['PENDING', 2, 0]);
    const second = turn(again, [], startedAt + 60_000);
    expect(second.slots.get(0)).toEqual({ since: startedAt + 60_000 });
    expect(turn(second, [waits(0)], startedAt + 61_000).slots.get(0)).toEqual({ since: startedAt + 60_000 });
  });

  test('is neither overdue nor LOST, however long it waits', () => {
    const once = turn(started(1, 1, 60), [waits(0, { until: until + 10_000_000 })]);
    const tick: Fact[] = [{ kind: 'tick' }, seen(0, { claimedAt: startedAt, waits: github({ until: until + 10_000_000 }) })];
    const later = turn(once, tick, startedAt + 9_000_000);
    expect([later.statuses[0], later.owed[0]]).toEqual(['QUEUED', once.owed[0]]);
    const unheld = turn(once, [{ kind: 'tick' }, seen(0, { claimedAt: startedAt })], startedAt + 9_000_000);
    expect(unheld.owed[0]).toBe('cancel-overdue');
  });
});

describe('while targets wait', () => {
  test('a fleet that is paused waits until they have run', () => {
    const paused = turn(turn(started(3, 2), [waits(0), waits(1)]), [ask('pause')]);
    expect(paused).toMatchObject({ status: 'PAUSING', statuses: ['QUEUED', 'QUEUED', 'PENDING'] });
    const one = turn(paused, [seen(0, { status: 'SUCCEEDED', durationMs: 1 })], until);
    expect(one).toMatchObject({ status: 'PAUSING' });
    expect(turn(one, [seen(1, { status: 'SUCCEEDED', durationMs: 1 })], until)).toMatchObject({ status: 'PAUSED' });
  });

  test('a fleet that is cancelled cancels their tasks at once', () => {
    const cancelled = turn(turn(started(3, 2), [waits(0), waits(1)]), [ask('cancel'), waits(0), waits(1)]);
    expect(cancelled).toMatchObject({ status: 'CANCELLING', owed: ['cancel', 'cancel', 'wake'] });
    const over = turn(cancelled, [seen(0, { status: 'CANCELLED' }), seen(1, { status: 'CANCELLED' })]);
    expect(over).toMatchObject({ status: 'CANCELLED', slots: new Map() });
  });
});

test('the hosts that a ledger names are bounded, and so are their names', () => {
  const many = Array.from({ length: mostHosts + 3 }, (_, n) => waits(n, { host: `h${String(n).padStart(2, '0')}.example` }));
  const long = waits(mostHosts + 3, { host: 'x'.repeat(1_000) });
  const once = turn(started(mostHosts + 4, mostHosts + 4), [long, ...many]);
  const waiting = waitingTargets(once, startedAt);
  expect(waiting).toHaveLength(mostHosts + 1);
  expect(waiting.find(({ host }) => host === otherHosts)).toMatchObject({ count: 4 });
  expect(Math.max(...waiting.map(({ host }) => host.length))).toBe(longestHost);
  expect(entries(once)).toContainEqual([`4 targets wait for ${otherHosts}, about 3m.`, [[mostHosts - 1, mostHosts + 2]]]);
  // A place among the names that gets free tells nothing anew.
  const freed = turn(once, [seen(0, { status: 'RUNNING', claimedAt: startedAt })]);
  expect(transition(freed, [...many.slice(1), long], startedAt, timings).changed).toBe(false);
});
