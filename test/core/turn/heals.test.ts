import { defaultPolicy } from '../../../core/failure-policy.ts';
import type { FailureClass } from '../../../core/failure.ts';
import type { TaskSeen } from '../../../core/turn/facts.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import {
  begun,
  entries,
  events,
  fails,
  goOnSeen,
  placeOf,
  retry,
  seen,
  step,
  succeeds,
  tell,
  told,
  turn,
} from '../told-fleet.ts';

const heal = { maxAttempts: 1, maxUsd: 2, onFailure: 'continue' } as const;
const pausing = { ...heal, onFailure: 'pause' } as const;
const failing = (failureClass: FailureClass, more: Partial<TaskSeen> = {}): Partial<TaskSeen> => ({
  status: 'FAILED',
  failure: { class: failureClass, code: 'X', message: 'no', retryable: false, by: 'user' },
  ...more,
});
const failsWith = (ledger: Ledger, more: Partial<TaskSeen>, ordinal = 0): Ledger =>
  turn(ledger, [seen(ledger, ordinal, failing('agent', more))]);
const passing = { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' } as const;

describe('a heal', () => {
  test.each(['agent', 'verification', 'timeout', 'budget'] as const)('follows a failure of class %s', (failureClass) => {
    const ledger = fails(begun(1, 1, { heal }), 0, failureClass);
    expect(placeOf(ledger)).toBe('0 QUEUED 2 heal');
    expect(ledger.heals).toEqual([1]);
    expect(entries(ledger)).toEqual(['healed: 1 target failed and will be healed.', 'launched: Launched 1 target.']);
  });

  test.each(['config', 'network', 'unknown', 'lost', 'rejected', 'guardrail'] as const)(
    'follows no failure of class %s',
    (failureClass) => {
      expect(placeOf(fails(begun(1, 1, { heal }), 0, failureClass))).toBe('0 FAILED 1 initial');
    },
  );

  test('is not granted beyond its number, nor after one that has changed nothing', () => {
    const twice = begun(1, 1, { heal: { ...heal, maxAttempts: 2 } });
    expect(placeOf(fails(fails(fails(twice, 0), 0), 0))).toBe('0 FAILED 3 heal');
    expect(placeOf(failsWith(fails(twice, 0), { changed: false }))).toBe('0 FAILED 2 heal');
    expect(placeOf(failsWith(fails(twice, 0), { changed: true }))).toBe('0 QUEUED 3 heal');
    // The first attempt may have changed nothing: that is what is healed.
    expect(placeOf(failsWith(twice, { changed: false }))).toBe('0 QUEUED 2 heal');
  });

  test('is not granted for work without an agent, on the way down, or where a person ends the target', () => {
    expect(placeOf(fails(begun(1, 1, { heal, usesAgent: false }), 0))).toBe('0 FAILED 1 initial');
    expect(placeOf(fails(begun(1, 1, { heal, steps: [step('s', { usesAgent: false })] }), 0))).toBe('0 FAILED 1 initial');
    expect(placeOf(fails(tell(begun(1, 1, { heal }), { kind: 'abort' }), 0))).toBe('0 FAILED 1 initial');
    const failed = tell(begun(2, 2, { heal }), { kind: 'fail_targets', targets: [[0, 0]] });
    expect(placeOf(fails(failed, 0))).toBe('0 FAILED 1 initial');
    const cancelled = tell(begun(2, 2, { heal }), { kind: 'cancel_targets', targets: [[0, 0]] });
    expect(placeOf(fails(cancelled, 0))).toBe('0 FAILED 1 initial');
  });

  test('is counted anew at each step and batch, and after a retry of a person', () => {
    const steps = [step('a'), step('b')];
    const batches = turn(fails(begun(1, 1, { heal, steps }), 0), []);
    const next = turn(batches, [seen(batches, 0, { batchesLeft: 1 })]);
    expect([placeOf(next), next.heals]).toEqual(['0 QUEUED 3 step', [0]]);
    const further = succeeds(fails(next, 0), 0);
    expect([placeOf(further), further.heals]).toEqual(['1 QUEUED 5 step', [0]]);
    const failed = fails(fails(further, 0), 0);
    expect([placeOf(failed), failed.heals]).toEqual(['1 FAILED 6 heal', [1]]);
    const again = retry(failed);
    expect([placeOf(again), again.heals]).toEqual(['1 QUEUED 7 retry', [0]]);
    expect(placeOf(fails(again, 0))).toBe('1 QUEUED 8 heal');
  });

  test('is repeated by an automatic retry, which counts apart', () => {
    const healed = fails(begun(1, 1, { heal }, 1), 0);
    const again = failsWith(healed, { failure: passing });
    expect([placeOf(again), again.heals, again.autoRetries]).toEqual(['0 PENDING 3 auto_retry', [1], [1]]);
    const later = turn(again, [{ kind: 'tick' }], 60_000);
    expect(placeOf(later)).toBe('0 QUEUED 3 auto_retry');
    // It is a heal: no other one follows.
    expect(placeOf(fails(later, 0))).toBe('0 FAILED 3 auto_retry');
  });

  test('counts in the failure policy only when it has failed too', () => {
    const policy = { ...defaultPolicy, thresholdPercent: 0, minFinished: 1 };
    const ledger = fails(begun(2, 1, { heal, policy }), 0);
    expect(ledger).toMatchObject({ status: 'RUNNING', statuses: ['QUEUED', 'PENDING'] });
    expect(fails(ledger, 0).reason?.code).toBe('threshold');
  });
});

describe('on_failure: pause', () => {
  const healed = (total = 2, more: Parameters<typeof begun>[2] = {}): Ledger =>
    fails(begun(total, 1, { heal: pausing, ...more }), 0);

  test('pauses the fleet with what failed', () => {
    const ledger = failsWith(healed(), { context: 'Batch "Core": left T003.' });
    expect(ledger).toMatchObject({
      status: 'PAUSED',
      statuses: ['FAILED', 'PENDING'],
      reason: { code: 'heal_failed', message: '1 target failed although it was healed. Batch "Core": left T003.' },
    });
    expect(events(ledger)).toEqual(['Fleet Paused']);
    expect(entries(ledger)).toContain('paused: 1 target failed although it was healed. Batch "Core": left T003.');
    expect(goOnSeen(ledger)).toMatchObject({ status: 'RUNNING', reason: null, statuses: ['FAILED', 'QUEUED'] });
    // A retry makes the target wait; only a continue goes on.
    expect(retry(ledger)).toMatchObject({ status: 'PAUSED', statuses: ['PENDING', 'PENDING'] });
  });

  test('tells the first 500 characters, of several targets the first, and the failure where nothing else is told', () => {
    const two = fails(fails(begun(3, 2, { heal: pausing }), 0), 1);
    const both = turn(two, [seen(two, 0, failing('agent', { context: 'x'.repeat(600) })), seen(two, 1, failing('agent'))]);
    expect(both.reason?.message).toMatch(/^2 targets failed although they were healed\. x{499}…$/);
    expect(fails(healed(), 0).reason?.message).toBe('1 target failed although it was healed. no');
  });

  test('is the reason of a fleet that ends with it', () => {
    const alone = fails(healed(1), 0);
    expect(alone).toMatchObject({ status: 'FAILED', reason: { code: 'heal_failed' } });
    expect(events(alone)).toEqual(['Fleet Finished']);
    const two = fails(fails(begun(2, 2, { heal: pausing }), 0), 0);
    expect(two).toMatchObject({ status: 'PAUSING', reason: { code: 'heal_failed' } });
    expect(succeeds(two, 1)).toMatchObject({ status: 'PARTIAL', reason: { code: 'heal_failed' } });
  });

  test('a breach in the same turn goes before, and stays', () => {
    const policy = { ...defaultPolicy, thresholdPercent: 0, minFinished: 1 };
    expect(fails(healed(2, { policy }), 0)).toMatchObject({ status: 'PAUSED', reason: { code: 'threshold' } });
    const three = fails(fails(begun(4, 3, { heal: pausing, policy }), 1), 0);
    const breached = turn(three, [seen(three, 2, failing('config'))]);
    expect(breached).toMatchObject({ status: 'PAUSING', reason: { code: 'threshold' } });
    expect(fails(breached, 0).reason?.code).toBe('threshold');
  });

  test('is the reason of a fleet that was paused for another one, and the first stays', () => {
    const paused = tell(fails(fails(begun(3, 2, { heal: pausing }), 0), 1), { kind: 'pause' });
    const first = failsWith(told(paused), { context: 'first' });
    expect(first).toMatchObject({ status: 'PAUSING', reason: { code: 'heal_failed', since: paused.reason?.since } });
    const second = failsWith(first, { context: 'second' }, 1);
    expect(second.reason?.message).toContain('first');
    expect(second.status).toBe('PAUSED');
  });

  test('pauses for nothing else: a target that was not healed, cannot be healed, or was failed by a person', () => {
    expect(fails(begun(2, 1, { heal: { ...pausing, maxAttempts: 0 } }), 0).status).toBe('RUNNING');
    expect(fails(healed(), 0, 'config').status).toBe('RUNNING');
    const byPerson = { class: 'unknown', code: 'FAILED_BY_PERSON', message: 'm', retryable: false, by: 'user' } as const;
    expect(failsWith(healed(), { failure: byPerson }).status).toBe('RUNNING');
    expect(fails(tell(healed(), { kind: 'abort' }), 0)).toMatchObject({ status: 'ABORTED', reason: { code: 'user' } });
  });
});
