import { clearEffects } from '../../../core/turn/effects.ts';
import type { Command, TargetCommandKind } from '../../../core/command.ts';
import { personFailure } from '../../../core/failure.ts';
import { defaultPolicy } from '../../../core/failure-policy.ts';
import type { TargetStatus } from '../../../core/fleet.ts';
import type { Edge } from '../../../core/graph/graph.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { progressOf } from '../../../core/ledger/progress.ts';
import { named, transition } from '../../../core/transition.ts';
import type { Fact, TaskSeen } from '../../../core/turn/facts.ts';
import { edge, graphOf } from '../graph/graph-of.ts';
import { fleetOf, timings, type FleetWishes } from '../fleet-world.ts';

const now = 1_000;
const paths = new Map(Array.from({ length: 20 }, (_, ordinal) => [ordinal, `t${String(ordinal)}`]));
const turn = (ledger: Ledger, ...facts: readonly Fact[]): Ledger => {
  const { ledger: next, effects } = named(transition(ledger, facts, now, timings), paths);
  return clearEffects(
    next,
    effects.filter(({ kind }) => kind !== 'log'),
    now,
    timings,
  );
};
const begun = (total: number, edges: readonly Edge[], wishes: FleetWishes = {}, cap = 10): Ledger =>
  turn(fleetOf(total, cap, 0, { graph: graphOf(total, edges), ...wishes }));

const seen = (ledger: Ledger, ordinal: number, status: TargetStatus, more: Partial<TaskSeen> = {}): Fact => ({
  ...{ kind: 'task-seen', ordinal, attempt: ledger.attempts[ordinal] ?? 1, status, costUsd: 0, durationMs: 1 },
  failure: status === 'FAILED' ? { class: 'agent', code: 'X', message: 'm', retryable: false, by: 'user' } : null,
  ...{ finalizing: false, claimedAt: 0, overdue: false, waits: null, asks: false },
  ...more,
});
const end = (ledger: Ledger, ends: Readonly<Record<number, TargetStatus>>): Ledger =>
  turn(ledger, ...Object.entries(ends).map(([ordinal, status]) => seen(ledger, Number(ordinal), status)));
let asked = 0;
const base = (ledger: Ledger) => ({
  ...{ id: `c${String((asked += 1)).padStart(4, '0')}`, actorId: 'ann', reason: null, at: now },
  ...{ generation: ledger.generation, expectRevision: null },
});
const tell = (ledger: Ledger, command: Command): Ledger => turn(ledger, { kind: 'command', command });
const steer = (ledger: Ledger, kind: TargetCommandKind, ...ordinals: readonly number[]): Ledger =>
  tell(ledger, { ...base(ledger), kind, targets: ordinals.map((ordinal) => [ordinal, ordinal] as const) });
const retry = (ledger: Ledger, resetBlocked = true, targets: readonly number[] | null = null): Ledger =>
  tell(ledger, {
    ...{ ...base(ledger), kind: 'retry', only: null, resetBlocked },
    targets: targets && targets.map((ordinal) => [ordinal, ordinal] as const),
  });
const sentences = (ledger: Ledger, action: string): string[] =>
  ledger.owedLog.filter((entry) => entry.action === action).map(({ reason }) => reason);

/** 0 first, then 1 and 2, then 3. */
const diamond = [edge(1, 0), edge(2, 0), edge(3, 1), edge(3, 2)];

describe('a diamond', () => {
  test('runs from its root to its end', () => {
    const first = begun(4, diamond);
    expect(first.statuses).toEqual(['QUEUED', 'PENDING', 'PENDING', 'PENDING']);
    const second = end(first, { 0: 'SUCCEEDED' });
    expect(second.statuses).toEqual(['SUCCEEDED', 'QUEUED', 'QUEUED', 'PENDING']);
    const half = end(second, { 1: 'SUCCEEDED' });
    expect(half.statuses).toEqual(['SUCCEEDED', 'SUCCEEDED', 'QUEUED', 'PENDING']);
    const last = end(half, { 2: 'SUCCEEDED' });
    expect(last.statuses).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'QUEUED']);
    expect(end(last, { 3: 'SUCCEEDED' })).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('with a failing middle blocks what depends on it, and the rest goes on', () => {
    const failed = end(end(begun(4, diamond), { 0: 'SUCCEEDED' }), { 1: 'FAILED' });
    expect(failed.statuses).toEqual(['SUCCEEDED', 'FAILED', 'QUEUED', 'BLOCKED']);
    expect(sentences(failed, 'blocked')).toEqual(["Blocked 1 target: dependency 't1' failed."]);
    const ended = end(failed, { 2: 'SUCCEEDED' });
    expect(transition(ended, [], now, timings).changed).toBe(false);
    expect(ended).toMatchObject({ status: 'PARTIAL', statuses: ['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'BLOCKED'] });
  });

  test('with a failing root ends FAILED, and a retry of the root makes all wait again', () => {
    const ended = end(begun(4, diamond), { 0: 'FAILED' });
    expect(ended).toMatchObject({ status: 'FAILED', statuses: ['FAILED', 'BLOCKED', 'BLOCKED', 'BLOCKED'] });
    expect(sentences(ended, 'blocked')).toEqual(["Blocked 3 targets: dependency 't0' failed."]);
    const again = retry(ended);
    expect(again).toMatchObject({ status: 'RUNNING', generation: 2, attempts: [2, 1, 1, 1] });
    expect(again.statuses).toEqual(['QUEUED', 'PENDING', 'PENDING', 'PENDING']);
    expect(sentences(again, 'retried')).toEqual([
      'Retrying 1 target; 3 blocked before wait again; the fleet is open again, as generation 2.',
    ]);
    const whole = [{ 0: 'SUCCEEDED' }, { 1: 'SUCCEEDED', 2: 'SUCCEEDED' }, { 3: 'SUCCEEDED' }] as const;
    expect(whole.reduce<Ledger>((ledger, ends) => end(ledger, ends), again)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('two failures in one turn are one entry of the log', () => {
    const both = end(begun(5, [edge(2, 0), edge(3, 1), edge(4, 3)]), { 0: 'FAILED', 1: 'LOST' });
    expect(sentences(both, 'blocked')).toEqual(["Blocked 3 targets: dependency 't0' failed, 't1' was lost."]);
    const many = Array.from({ length: 8 }, (_, at) => edge(at + 8, at));
    const ends = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [at, 'FAILED' as const]));
    expect(sentences(end(begun(16, many, {}, 20), ends), 'blocked')[0]).toContain('Blocked 8 targets: dependency');
  });
});

test('of more than ten causes a sentence names ten', () => {
  const edges = Array.from({ length: 12 }, (_, at) => edge(at + 12, at));
  const ends = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [at, 'FAILED' as const]));
  expect(sentences(end(begun(24, edges, {}, 30), ends), 'blocked')[0]).toMatch(/'t9' failed and 2 more did not succeed\.$/);
});

describe('retry', () => {
  const chain = [edge(1, 0), edge(2, 1)];

  test('without reset_blocked leaves blocked targets; a later one makes them wait', () => {
    const left = retry(end(begun(3, chain), { 0: 'FAILED' }), false);
    expect(left.statuses).toEqual(['QUEUED', 'BLOCKED', 'BLOCKED']);
    const done = end(left, { 0: 'SUCCEEDED' });
    expect(done).toMatchObject({ status: 'PARTIAL' });
    expect(retry(done, false).verdicts.at(-1)).toMatchObject({ result: 'refused', code: 'NOTHING_TO_RETRY' });
    const again = retry(done, true, [1]);
    expect(again.statuses).toEqual(['SUCCEEDED', 'QUEUED', 'PENDING']);
    expect(again.verdicts.at(-1)).toMatchObject({ result: 'applied', message: null });
    expect(sentences(again, 'retried').at(-1)).toBe(
      'Retrying 0 targets; 2 blocked before wait again; the fleet is open again, as generation 3.',
    );
  });

  test('of one of two failed dependencies leaves the dependent blocked', () => {
    const failed = end(begun(3, [edge(2, 0), edge(2, 1)]), { 0: 'FAILED', 1: 'FAILED' });
    expect(retry(failed, true, [0]).statuses).toEqual(['QUEUED', 'FAILED', 'BLOCKED']);
    expect(retry(failed).statuses).toEqual(['QUEUED', 'QUEUED', 'PENDING']);
  });

  test('of a target whose dependency did not succeed is blocked at once', () => {
    const skipped = steer(begun(2, [edge(1, 0)]), 'skip_targets', 1);
    const both = end(skipped, { 0: 'FAILED' });
    expect(both.statuses).toEqual(['FAILED', 'SKIPPED']);
    expect(retry(both, true, [1]).statuses).toEqual(['FAILED', 'BLOCKED']);
  });
});

describe('an optional dependency', () => {
  test.each(['SUCCEEDED', 'FAILED'] as const)('that has %s lets its dependent go', (status) => {
    const first = begun(2, [edge(1, 0, true)]);
    expect(first.statuses).toEqual(['QUEUED', 'PENDING']);
    expect(end(first, { 0: status }).statuses).toEqual([status, 'QUEUED']);
  });

  test('that is blocked has ended too', () => {
    const failed = end(begun(3, [edge(1, 0), edge(2, 1, true)]), { 0: 'FAILED' });
    expect(failed.statuses).toEqual(['FAILED', 'BLOCKED', 'QUEUED']);
  });
});

describe('the order of launches', () => {
  test('takes the target on which most depend', () => {
    expect(begun(5, [edge(3, 2), edge(4, 3)], {}, 1).statuses).toEqual(['PENDING', 'PENDING', 'QUEUED', 'PENDING', 'PENDING']);
  });

  test('the look-ahead has what could start now, then what is held back', () => {
    const ahead = transition(fleetOf(6, 1, 0, { graph: graphOf(6, [edge(0, 5), edge(1, 5)]) }), [], now, {
      ...timings,
      lookAhead: { least: 4, perSlot: 1 },
    });
    const started = ahead.effects.find(({ kind }) => kind === 'start-run');
    expect(started).toMatchObject({ ordinals: [5, 0, 2, 3, 4] });
  });
});

describe('groups', () => {
  const groups = [
    { path: 'default', from: 0, to: 0 },
    { path: 'a', from: 0, to: 2 },
    { path: 'b', from: 2, to: 4 },
  ];

  test('where the only open group waits for another one, one more opens', () => {
    const first = begun(4, [edge(1, 2)], { groups, maxConcurrentGroups: 1 });
    expect(first.statuses).toEqual(['QUEUED', 'PENDING', 'PENDING', 'PENDING']);
    const second = end(first, { 0: 'SUCCEEDED' });
    expect(second.statuses).toEqual(['SUCCEEDED', 'PENDING', 'QUEUED', 'QUEUED']);
    expect(end(second, { 2: 'SUCCEEDED' }).statuses).toEqual(['SUCCEEDED', 'QUEUED', 'SUCCEEDED', 'QUEUED']);
  });

  test('the approval that is asked for is that of a group that could start', () => {
    const gated = groups.map((group) => ({ ...group, approval: 'required' as const }));
    const first = begun(4, [edge(0, 2), edge(1, 2)], { groups: gated });
    expect(first).toMatchObject({
      status: 'PAUSED',
      reason: { code: 'approval_required', message: expect.stringContaining('group b ') as string },
    });
  });
});

describe('single targets', () => {
  test('skip: PENDING ones only, and dependents are blocked', () => {
    const first = begun(4, diamond);
    const refused = steer(first, 'skip_targets', 0, 3);
    expect(refused.statuses).toEqual(first.statuses);
    expect(refused.verdicts.at(-1)).toMatchObject({ result: 'refused', code: 'INVALID_STATE', refused: [0] });
    const skipped = steer(first, 'skip_targets', 1);
    expect(skipped.statuses).toEqual(['QUEUED', 'SKIPPED', 'PENDING', 'BLOCKED']);
    expect(sentences(skipped, 'skipped')).toEqual(['Skipped 1 target.']);
    expect(sentences(skipped, 'blocked')).toEqual(["Blocked 1 target: dependency 't1' was skipped."]);
  });

  test('cancel: one that waits is CANCELLED at once, one that runs follows its task', () => {
    const first = begun(4, diamond);
    const asked = steer(first, 'cancel_targets', 0, 1);
    expect(asked.statuses).toEqual(['QUEUED', 'CANCELLED', 'PENDING', 'BLOCKED']);
    expect(sentences(asked, 'cancelled')).toEqual(['Cancelled 2 targets; 1 task is being stopped.']);
    expect(steer(asked, 'cancel_targets', 0).verdicts.at(-1)).toMatchObject({ result: 'no_change' });
    expect(steer(asked, 'fail_targets', 0).verdicts.at(-1)).toMatchObject({ result: 'refused', refused: [0] });
    const ended = end(asked, { 0: 'CANCELLED' });
    expect(ended).toMatchObject({ status: 'CANCELLED', statuses: ['CANCELLED', 'CANCELLED', 'BLOCKED', 'BLOCKED'] });
    expect(ended.stops.size).toBe(0);
  });

  test('cancel: one whose task never came is CANCELLED when its key is closed', () => {
    const asked = steer(begun(2, []), 'cancel_targets', 0);
    const closed = turn(asked, { kind: 'key-closed', ordinal: 0, attempt: 1, rejection: null });
    expect(closed.statuses).toEqual(['CANCELLED', 'QUEUED']);
    expect(closed.status).toBe('RUNNING');
  });

  test('fail: FAILED by a person, which the policy does not count and no automatic retry follows', () => {
    const policy = { ...defaultPolicy, thresholdCount: 1, uniformEarlyFailure: 1 };
    const first = turn(fleetOf(5, 2, 2, { graph: graphOf(5, [edge(3, 0)]), policy }));
    expect(steer(first, 'fail_targets', 2).verdicts.at(-1)).toMatchObject({ result: 'refused', refused: [2] });
    const asked = steer(first, 'fail_targets', 0);
    expect(asked.stops).toEqual(new Map([[0, 'fail']]));
    expect(steer(asked, 'fail_targets', 0).verdicts.at(-1)).toMatchObject({ result: 'no_change' });
    const failed = turn(asked, seen(asked, 0, 'FAILED', { failure: personFailure }));
    expect(failed.statuses).toEqual(['FAILED', 'QUEUED', 'QUEUED', 'BLOCKED', 'PENDING']);
    expect(failed).toMatchObject({ status: 'RUNNING', classes: ['unknown', null, null, null, null] });
    expect(progressOf(failed, now)).toMatchObject({
      percent_failed_of_total: 0,
      percent_failed_of_finished: 0,
      failures: { unknown: 1 },
    });
    const again = retry(failed);
    expect(again.failedByPerson.size).toBe(0);
    expect(again.statuses).toEqual(['PENDING', 'QUEUED', 'QUEUED', 'PENDING', 'PENDING']);
    expect(end(failed, { 1: 'FAILED' })).toMatchObject({ status: 'PAUSING', reason: { code: 'threshold' } });
  });

  test('fail: without a task, when the key is closed; also where the fleet is cancelled meanwhile', () => {
    const asked = steer(begun(2, []), 'fail_targets', 0);
    const decided = transition(asked, [{ kind: 'key-closed', ordinal: 0, attempt: 1, rejection: null }], now, timings);
    expect(decided.ledger.statuses).toEqual(['FAILED', 'QUEUED']);
    expect(decided.settlements).toMatchObject([{ status: 'FAILED', failure: personFailure }]);
    const cancelled = tell(asked, { ...base(asked), kind: 'cancel' });
    expect(transition(cancelled, [], now, timings).ledger.owed).toEqual(cancelled.owed);
    expect(turn(cancelled, { kind: 'key-closed', ordinal: 0, attempt: 1, rejection: null }).statuses[0]).toBe('FAILED');
  });

  test('what a task is asked twice: at a tick the stop is owed again, also where the child is missing', () => {
    const asked = steer(begun(1, []), 'fail_targets', 0);
    expect(asked.owed).toEqual(['none']);
    const running = turn(asked, seen(asked, 0, 'RUNNING', { finalizing: true }));
    expect(running.owed).toEqual(['none']);
    const told = transition(asked, [seen(asked, 0, 'RUNNING')], now, timings);
    expect(told.effects).toContainEqual({ kind: 'cancel-task', ordinal: 0, attempt: 1, why: 'failed' });
    const missing = { kind: 'child-missing', ordinal: 0, attempt: 1, parkedAt: null } as const;
    expect(transition(asked, [{ kind: 'tick' }, missing], now, timings).ledger.owed).toEqual(['cancel-failed']);
  });

  test('a task that ended well before it was stopped makes its target SUCCEEDED', () => {
    const asked = steer(begun(2, [edge(1, 0)]), 'fail_targets', 0);
    expect(end(asked, { 0: 'SUCCEEDED' }).statuses).toEqual(['SUCCEEDED', 'QUEUED']);
  });

  test('of a passing failure after a cancel there is no automatic retry', () => {
    const first = turn(fleetOf(1, 1, 2));
    const asked = steer(first, 'cancel_targets', 0);
    const passing = { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' } as const;
    expect(turn(asked, seen(asked, 0, 'FAILED', { failure: passing })).statuses).toEqual(['FAILED']);
  });

  test('in a fleet that goes down, running targets can be ended one by one', () => {
    const first = begun(2, [], {}, 1);
    const down = tell(first, { ...base(first), kind: 'abort' });
    expect(steer(down, 'fail_targets', 0).verdicts.at(-1)).toMatchObject({ result: 'applied' });
    expect(steer(down, 'skip_targets', 0).verdicts.at(-1)).toMatchObject({
      message: 'The fleet is ABORTING: skip targets is not possible. Possible now: cancel, cancel targets, fail targets.',
    });
  });

  test('several that do not fit are counted, and the first says why', () => {
    const first = begun(3, []);
    expect(steer(first, 'skip_targets', 0, 1, 2).verdicts.at(-1)).toMatchObject({
      message:
        '3 of the targets do not fit, so none was touched (of the first: it is QUEUED). Only a target that waits (PENDING) can be skipped.',
      refused: [0, 1, 2],
    });
  });
});

test('a canary launches what its targets wait for: one that was skipped before it ran, and is retried, depends on others', () => {
  // 0 depends on 3, and 3 on 4; 5 depends on 2, which nothing of the canary needs.
  const groups = [
    { path: 'a', from: 0, to: 2 },
    { path: 'b', from: 2, to: 6 },
  ];
  const started = begun(6, [edge(3, 4), edge(0, 3), edge(5, 2)], { canary: 2, groups }, 1);
  expect(started.statuses).toEqual(['PENDING', 'QUEUED', 'PENDING', 'PENDING', 'PENDING', 'PENDING']);
  const retried = retry(steer(started, 'skip_targets', 0), true, [0]);
  expect(retried).toMatchObject({ attempts: [2, 1, 1, 1, 1, 1], statuses: started.statuses });

  const first = end(retried, { 1: 'SUCCEEDED' });
  expect(first.statuses).toEqual(['PENDING', 'SUCCEEDED', 'PENDING', 'PENDING', 'QUEUED', 'PENDING']);
  const second = end(first, { 4: 'SUCCEEDED' });
  expect(second.statuses).toEqual(['PENDING', 'SUCCEEDED', 'PENDING', 'QUEUED', 'SUCCEEDED', 'PENDING']);
  const third = end(second, { 3: 'SUCCEEDED' });
  expect(third.statuses).toEqual(['QUEUED', 'SUCCEEDED', 'PENDING', 'SUCCEEDED', 'SUCCEEDED', 'PENDING']);
  expect(end(third, { 0: 'SUCCEEDED' })).toMatchObject({
    ...{ status: 'PAUSED', reason: { code: 'canary' } },
    statuses: ['SUCCEEDED', 'SUCCEEDED', 'PENDING', 'SUCCEEDED', 'SUCCEEDED', 'PENDING'],
  });
});

test('a canary whose target waits for one in a closed group asks for the approval of that group, and opens it beyond the cap of groups', () => {
  // 0 depends on 3, alone in the group c; 2 could run, but is not of the canary.
  const groups = [
    { path: 'a', from: 0, to: 2 },
    { path: 'b', from: 2, to: 3, approval: 'required' as const },
    { path: 'c', from: 3, to: 4, approval: 'required' as const },
  ];
  const started = begun(4, [edge(0, 3)], { canary: 2, groups, maxConcurrentGroups: 1 }, 1);
  const asks = end(retry(steer(started, 'skip_targets', 0), true, [0]), { 1: 'SUCCEEDED' });
  expect(asks.reason?.message).toBe('The group c waits for an approval: continue to start it.');
  const goesOn = { ...base(asks), kind: 'continue', skipRemaining: false, seenFailed: Infinity, seenGate: Infinity } as const;
  expect(tell(asks, goesOn).statuses).toEqual(['PENDING', 'SUCCEEDED', 'PENDING', 'QUEUED']);
});
