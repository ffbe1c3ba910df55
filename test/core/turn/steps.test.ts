import { currentCap } from '../../../core/ledger/cap.ts';
import { countDurations } from '../../../core/ledger/histogram.ts';
import { maxAttemptsWithSteps } from '../../../core/ledger/ledger-record.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { progressOf } from '../../../core/ledger/progress.ts';
import { transition } from '../../../core/transition.ts';
import { defaultPolicy } from '../../../core/failure-policy.ts';
import { timings } from '../fleet-world.ts';
import { edge, graphOf } from '../graph/graph-of.ts';
import {
  approve,
  asks,
  begun,
  entries,
  fails,
  goOnSeen,
  merge,
  now,
  placeOf,
  retry,
  seen,
  step,
  succeeds,
  tell,
  turn,
} from '../told-fleet.ts';

const three = [step('design'), step('build'), step('check')];
const batchLeft = (ledger: Ledger, left = 1): Ledger => turn(ledger, [seen(ledger, 0, { batchesLeft: left })]);

describe('a target with steps', () => {
  test('takes one after the other, each as its next attempt, and ends with the last one', () => {
    const first = begun(1, 1, { steps: three });
    expect(placeOf(first)).toBe('0 QUEUED 1 initial');
    const second = succeeds(first, 0);
    expect(placeOf(second)).toBe('1 QUEUED 2 step');
    expect(entries(second)).toEqual(['stepped: 1 target went on to the step build.', 'launched: Launched 1 target.']);
    const third = succeeds(second, 0);
    expect(placeOf(third)).toBe('2 QUEUED 3 step');
    expect(succeeds(third, 0)).toMatchObject({ status: 'SUCCEEDED', statuses: ['SUCCEEDED'], cost: { knownUsd: 3 } });
  });

  test('takes its step again while batches are left', () => {
    const again = batchLeft(batchLeft(begun(1, 1, { steps: three }), 2), 1);
    expect(placeOf(again)).toBe('0 QUEUED 3 step');
    expect(entries(again)[0]).toBe('stepped: 1 target went on to the next batch of the step design.');
    expect(placeOf(succeeds(again, 0))).toBe('1 QUEUED 4 step');
  });

  test('is launched before those that never were', () => {
    const ledger = succeeds(begun(3, 1, { steps: three }), 0);
    expect(ledger.statuses).toEqual(['QUEUED', 'PENDING', 'PENDING']);
  });

  test('is in no count, no policy, no canary and no event before its last step', () => {
    const policy = { ...defaultPolicy, thresholdPercent: 0, minFinished: 1 };
    const ledger = succeeds(begun(3, 1, { steps: three, policy, canary: 1, notifyTargets: true }), 0);
    expect(ledger).toMatchObject({ status: 'RUNNING', canaryPassed: false, firstUnpublished: [0, 0, 0] });
    expect(ledger.earlyEndings).toMatchObject({ count: 0, mixed: false });
    expect(progressOf(ledger, now)).toMatchObject({ finished: 0, counts: { QUEUED: 1, PENDING: 2 } });
    const done = succeeds(succeeds(ledger, 0), 0);
    expect(done).toMatchObject({ status: 'PAUSED', canaryPassed: true, reason: { code: 'canary' } });
    expect(transition(succeeds(ledger, 0), [seen(succeeds(ledger, 0), 0)], now, timings).ledger.firstUnpublished).toEqual([
      3, 0, 0,
    ]);
  });

  test('frees what depends on it when it has done all of them', () => {
    const graph = graphOf(2, [edge(1, 0)]);
    const ledger = succeeds(begun(2, 2, { steps: three, graph }), 0);
    expect(ledger.statuses).toEqual(['QUEUED', 'PENDING']);
    expect(succeeds(succeeds(ledger, 0), 0).statuses).toEqual(['SUCCEEDED', 'QUEUED']);
  });

  test('has one duration: the sum of its attempts', () => {
    const between = succeeds(begun(1, 1, { steps: three }), 0);
    expect([countDurations(between.durations), [...between.worked]]).toEqual([0, [[0, 60_000]]]);
    const done = succeeds(succeeds(between, 0), 0);
    expect([countDurations(done.durations), [...done.worked]]).toEqual([1, []]);
    // 180 s, as a bucket of the histogram.
    expect([...done.durations.keys()]).toEqual([Math.floor(Math.log2(180_000) * 4)]);
  });

  test('is LOST by the time limit of its step', () => {
    const steps = [step('quick', { timeoutS: 60 }), step('slow', { timeoutS: 7_200 })];
    const tick = (ledger: Ledger, at: number): string | undefined =>
      turn(ledger, [{ kind: 'tick' }, seen(ledger, 0, { status: 'RUNNING', claimedAt: 0 })], at).owed[0];
    const over = (60 + timings.overdue_grace_s) * 1_000 + 1;
    const { ledger } = transition(
      begun(1, 1, { steps }),
      [{ kind: 'tick' }, seen(begun(1, 1, { steps }), 0, { status: 'RUNNING', claimedAt: 0 })],
      over,
      timings,
    );
    expect(ledger.owed[0]).toBe('cancel-overdue');
    expect(tick(succeeds(begun(1, 1, { steps }), 0), over)).toBe('none');
  });

  test('asks, and is refused credentials, at its step', () => {
    const asked = asks(succeeds(begun(1, 1, { steps: three }), 0), 0);
    expect(placeOf(asked)).toBe('1 PENDING 3 answer');
    const refused = fails(succeeds(begun(1, 1, { steps: three }), 0), 0, 'auth');
    expect(placeOf(refused)).toBe('1 PENDING 3 step');
    expect(refused.reason?.code).toBe('auth');
  });
});

describe('on the way down', () => {
  const inside = (): Ledger => begun(1, 1, { steps: three });

  test('a step that succeeds ends the target at the next one, and a retry goes on there', () => {
    const aborted = succeeds(tell(inside(), { kind: 'abort' }), 0);
    expect(placeOf(aborted)).toBe('1 SKIPPED 2 step');
    expect(aborted.status).toBe('ABORTED');
    expect(entries(aborted)).toContain('settled: 1 target ended a step and ended SKIPPED.');
    expect(placeOf(retry(aborted))).toBe('1 SKIPPED 2 step');
    expect(placeOf(retry(aborted, { only: 'skipped' }))).toBe('1 QUEUED 3 retry');
    const cancelled = succeeds(tell(inside(), { kind: 'cancel' }), 0);
    expect(placeOf(cancelled)).toBe('1 CANCELLED 2 step');
    expect(cancelled.status).toBe('CANCELLED');
  });

  test('a batch that succeeds ends the target at the same step; the last step succeeds', () => {
    expect(placeOf(batchLeft(tell(inside(), { kind: 'abort' })))).toBe('0 SKIPPED 2 step');
    const last = succeeds(succeeds(inside(), 0), 0);
    expect(succeeds(tell(last, { kind: 'abort' }), 0)).toMatchObject({ status: 'ABORTED', statuses: ['SUCCEEDED'] });
  });

  test('a target that a person cancels or fails alone ends at its step', () => {
    const of = (kind: 'cancel_targets' | 'fail_targets'): Ledger =>
      tell(begun(2, 2, { steps: three }), { kind, targets: [[0, 0]] });
    expect(placeOf(succeeds(of('cancel_targets'), 0))).toBe('1 CANCELLED 2 step');
    const failed = succeeds(of('fail_targets'), 0);
    expect(placeOf(failed)).toBe('0 FAILED 1 initial');
    expect([...failed.failedByPerson]).toEqual([0]);
    // Its task has done its step: that is no move that is refused.
    expect(transition(failed, [{ ...seen(failed, 0), attempt: 1 }], now, timings).changed).toBe(false);
    const last = succeeds(succeeds(begun(1, 1, { steps: three }), 0), 0);
    expect(succeeds(tell(last, { kind: 'fail_targets', targets: [[0, 0]] }), 0).statuses).toEqual(['SUCCEEDED']);
  });

  test('its attempts do not grow beyond their number', () => {
    const last = { ...inside(), attempts: [maxAttemptsWithSteps] };
    const aborted = succeeds(tell(last, { kind: 'abort' }), 0);
    expect(placeOf(aborted)).toBe(`1 SKIPPED ${maxAttemptsWithSteps} step`);
  });

  test('skip_remaining skips what was never launched, and what comes to a gate later', () => {
    const steps = [step('design'), step('build'), merge];
    const skipped = goOnSeen(succeeds(begun(3, 2, { steps }), 0), { skipRemaining: true });
    expect(skipped.statuses).toEqual(['QUEUED', 'QUEUED', 'SKIPPED']);
    const on = succeeds(skipped, 0);
    expect(placeOf(on)).toBe('2 SKIPPED 3 step');
    expect(entries(on)).toContain('skipped: 1 target came to a gate and ended SKIPPED: the rest is skipped.');
    expect(succeeds(succeeds(on, 1), 1)).toMatchObject({ status: 'ABORTED', skipsAtGates: true });
  });

  test('skip_remaining skips what waits at a gate or for an answer, and lets what waits for a slot go on', () => {
    const steps = [step('design'), merge];
    const waiting = asks(succeeds(begun(4, 3, { steps }), 0), 1);
    const skipped = goOnSeen(tell(waiting, { kind: 'pause' }), { skipRemaining: true });
    expect(skipped.statuses).toEqual(['SKIPPED', 'SKIPPED', 'QUEUED', 'QUEUED']);
    const backoff = turn(begun(2, 1, { steps, autoRetryMax: 1 }, 1), [
      seen(begun(2, 1, { steps }), 0, {
        status: 'FAILED',
        failure: { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' },
      }),
    ]);
    expect(goOnSeen(tell(backoff, { kind: 'pause' }), { skipRemaining: true }).statuses[0]).toBe('PENDING');
  });
});

describe('the bound of attempts', () => {
  const at200 = (more: Partial<Ledger> = {}): Ledger => ({
    ...begun(1, 1, { steps: three }),
    attempts: [maxAttemptsWithSteps],
    ...more,
  });
  const failureOf = (ledger: Ledger, more: Parameters<typeof seen>[2] = {}) =>
    transition(ledger, [seen(ledger, 0, more)], now, timings).settlements[0]?.failure;

  test('fails a target that has a step or a batch left, and names what', () => {
    const { ledger } = transition(at200(), [seen(at200(), 0)], now, timings);
    expect(ledger).toMatchObject({ statuses: ['FAILED'], classes: ['config'], atSteps: [1] });
    expect(failureOf(at200())).toMatchObject({ code: 'ATTEMPTS_USED_UP', class: 'config', by: 'user' });
    expect(failureOf(at200())?.message).toContain('What is left: the steps build, check.');
    expect(failureOf(at200({ atSteps: [1] }))?.message).toContain('What is left: the step check.');
    expect(failureOf(at200({ atSteps: [1] }), { batchesLeft: 1 })?.message).toContain('1 batch at the steps build, check.');
    expect(failureOf(at200({ atSteps: [2] }), { batchesLeft: 4 })?.message).toContain('4 batches at the step check.');
    expect(failureOf(at200({ atSteps: [2] }))).toBeNull();
  });

  test('fails a target that would be tried again, and says with what it failed last', () => {
    const passing = { class: 'network', code: 'X', message: 'no route', retryable: true, by: 'transient' } as const;
    const ended = { status: 'FAILED', failure: passing } as const;
    const retries = { ...at200(), settings: { ...at200().settings, autoRetryMax: 2 } };
    expect(failureOf(retries, ended)?.message).toContain('the steps design, build, check. Go on in a new fleet');
    expect(failureOf(retries, ended)?.message).toContain('The last attempt failed: no route');
    const without = { ...begun(1, 1, {}, 2), attempts: [35] };
    expect(failureOf(without, ended)?.message).toContain('What is left: the work of the target.');
    const { settlements } = transition(
      retries,
      [{ kind: 'key-closed', ordinal: 0, attempt: maxAttemptsWithSteps, rejection: passing }],
      now,
      timings,
    );
    expect(settlements[0]?.failure?.code).toBe('ATTEMPTS_USED_UP');
    // Without a further try, its own failure stands.
    expect(failureOf({ ...begun(1, 1), attempts: [35] }, ended)).toEqual(passing);
  });

  test('a worker that has found more batches than attempts says so itself', () => {
    const failure = { class: 'config', code: 'ATTEMPTS_USED_UP', message: '210 batches', retryable: false, by: 'user' } as const;
    expect(failureOf(begun(1, 1, { steps: three }), { status: 'FAILED', failure })).toEqual(failure);
  });
});

describe('a ramp', () => {
  const ramp = { start: 1, factor: 2 };
  test('counts a target that has come to a gate as succeeded, also when it goes on', () => {
    const steps = [step('design'), step('build', { gate: true }), step('check')];
    const first = begun(4, 4, { steps, ramp });
    expect([first.statuses.filter((each) => each === 'QUEUED').length, currentCap(first)]).toEqual([1, 1]);
    const atGate = succeeds(first, 0);
    expect([atGate.statuses, currentCap(atGate)]).toEqual([['PENDING', 'QUEUED', 'QUEUED', 'PENDING'], 2]);
    const on = approve(atGate, [0]);
    expect(currentCap(on)).toBe(2);
    // Two more successes are needed for the next growth, and one of them is the other one that comes there.
    expect(currentCap(succeeds(on, 1))).toBe(2);
    expect(currentCap(succeeds(on, 1, 2))).toBe(4);
  });

  test('counts who waits between steps while it waits, and not a gate before everything', () => {
    const between = succeeds(begun(3, 3, { steps: three, ramp, pauseBetween: 'steps' }), 0);
    expect(currentCap(between)).toBe(2);
    expect(currentCap(begun(3, 3, { steps: [merge], ramp }))).toBe(1);
  });
});
