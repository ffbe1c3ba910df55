import { defaultPolicy } from '../../../core/failure-policy.ts';
import { maxAttempts } from '../../../core/ledger/ledger-record.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { areRefused, begun, entries, events, fails, goOn, isRefusedToday, tell, told, turn } from '../told-fleet.ts';

const atBound = (ledger: Ledger): Ledger => ({ ...ledger, attempts: ledger.attempts.map(() => maxAttempts) });

describe('refused credentials', () => {
  test('are not held against the targets, and pause the fleet once', () => {
    const ledger = areRefused(begun(4, 3, { policy: { ...defaultPolicy, thresholdCount: 1 } }), 0, 1);
    expect(ledger).toMatchObject({
      status: 'PAUSING',
      revision: 2,
      statuses: ['PENDING', 'PENDING', 'QUEUED', 'PENDING'],
      attempts: [2, 2, 1, 1],
      triggers: ['initial', 'initial', 'initial', 'initial'],
      autoRetries: [0, 0, 0, 0],
      classes: [null, null, null, null],
      cost: { knownUsd: 2, unknownCount: 0 },
      earlyEndings: { count: 0, mixed: false },
      reason: { code: 'auth', message: 'key 0 is refused', actor: { kind: 'policy' } },
    });
    expect(ledger.backoffs.size).toBe(0);
    expect(entries(ledger)).toEqual([
      'retried: 2 targets could not be worked on because credentials were refused, and wait again.',
      'paused: Paused because credentials were refused: key 0 is refused',
    ]);
    const resting = areRefused(told(ledger), 2);
    expect(resting).toMatchObject({ status: 'PAUSED', reason: { message: 'key 0 is refused' } });
    expect(entries(resting)).toEqual([
      'retried: 1 target could not be worked on because credentials were refused, and waits again.',
    ]);
    expect(events(resting)).toEqual(['Fleet Paused']);
    const on = goOn(resting);
    expect(on.statuses).toEqual(['QUEUED', 'QUEUED', 'QUEUED', 'PENDING']);
    expect(on.attempts).toEqual([2, 2, 2, 1]);
  });

  test('keep the reason for which the fleet waits already', () => {
    const paused = tell(begun(2, 2), { kind: 'pause' });
    expect(areRefused(paused, 0, 1)).toMatchObject({ status: 'PAUSED', reason: { code: 'user' }, attempts: [2, 2] });
  });

  test('keep the cause of an attempt, also of a retry', () => {
    const ended = fails(begun(1, 1), 0);
    const again = tell(ended, { kind: 'retry', only: null, targets: null, resetBlocked: true });
    expect(areRefused(again, 0)).toMatchObject({ triggers: ['retry'], attempts: [3], statuses: ['PENDING'] });
  });

  test('are shown with the beginning of a long message', () => {
    const ledger = fails(begun(1, 1), 0, 'auth', 'x'.repeat(2_000));
    expect(ledger.reason?.message).toHaveLength(500);
  });

  test.each<[string, (ledger: Ledger) => Ledger, string]>([
    ['of an aborted fleet', (ledger) => tell(ledger, { kind: 'abort' }), 'ABORTED'],
    ['of a cancelled fleet', (ledger) => tell(ledger, { kind: 'cancel' }), 'CANCELLED'],
    ['of a target that a person cancels', (ledger) => tell(ledger, { kind: 'cancel_targets', targets: [[0, 0]] }), 'FAILED'],
    ['of the last attempt', atBound, 'FAILED'],
  ])('%s make the target FAILED', (_, before, status) => {
    const ledger = areRefused(before(begun(1, 1)), 0);
    expect(ledger).toMatchObject({ status, statuses: ['FAILED'], classes: ['auth'] });
  });
});

test('an end that another turn has recorded stands, also one that is not held against the target', () => {
  const before = begun(1, 1);
  const failure = { class: 'budget', code: 'BUDGET_EXCEEDED', message: 'used up', retryable: true, by: 'transient' } as const;
  const recorded = { status: 'FAILED', failure } as const;
  const ledger = turn(before, [{ kind: 'key-closed', ordinal: 0, attempt: 1, rejection: null, recorded }]);
  expect(ledger).toMatchObject({ status: 'PAUSED', statuses: ['PENDING'], attempts: [2], reason: { code: 'budget' } });
});

test('a budget of the day that is used up pauses the fleet, and its targets wait', () => {
  const ledger = isRefusedToday(begun(2, 1), 0);
  expect(ledger).toMatchObject({
    status: 'PAUSED',
    statuses: ['PENDING', 'PENDING'],
    attempts: [2, 1],
    cost: { knownUsd: 0, unknownCount: 0 },
    reason: { code: 'budget', message: 'ann has spent $10 today' },
  });
  // Its child has ended with the refusal, so the next attempt gets a new one.
  expect([ledger.children[0], ledger.run]).toEqual([0, 1]);
  const on = goOn(ledger);
  expect([on.statuses[0], on.children[0], on.run]).toEqual(['QUEUED', 2, 2]);
  expect(entries(ledger)).toContain('paused: Paused because the budget of the day is used up: ann has spent $10 today');
  // Of an attempt that was too dear for itself, the target has failed.
  expect(fails(begun(1, 1), 0, 'budget')).toMatchObject({ status: 'FAILED', classes: ['budget'] });
});
