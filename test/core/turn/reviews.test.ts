import { possibleActions } from '../../../core/commands/command-rules.ts';
import { currentCap } from '../../../core/ledger/cap.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { violationsOf } from '../../../core/ledger/violations.ts';
import { stepOf } from '../../../core/ledger/step-of.ts';
import { transition } from '../../../core/transition.ts';
import { timings } from '../fleet-world.ts';
import { edge, graphOf } from '../graph/graph-of.ts';
import {
  approve,
  areRefused,
  begun,
  entries,
  fails,
  goOn,
  goOnSeen,
  lastId,
  made,
  merge,
  now,
  placeOf,
  reject,
  retry,
  seen,
  steer,
  step,
  succeeds,
  tell,
  told,
  turn,
  verdict,
} from '../told-fleet.ts';

const steps = [step('build'), step('verify', { usesAgent: false }), merge];
/** All targets of a fleet without steps wait for a review. */
const inReview = (total = 1, more: Parameters<typeof begun>[2] = {}): Ledger => {
  const ledger = begun(total, total, { reviews: true, ...more });
  return made(ledger, ...ledger.statuses.keys());
};
/** The same with steps. */
const afterSteps = (more: Parameters<typeof begun>[2] = {}): Ledger =>
  made(made(begun(1, 1, { reviews: true, steps, ...more }), 0), 0);
const approved = (ledger: Ledger = inReview()): Ledger => told(approve(ledger, [0]));
const moved = (ledger: Ledger): Ledger =>
  turn(ledger, [
    seen(ledger, 0, {
      status: 'FAILED',
      failure: { class: 'verification', code: 'HEAD_MOVED', message: 'm', retryable: false, by: 'user' },
    }),
  ]);

describe('a target that has made something', () => {
  test('waits for a review, and pauses the fleet when nothing else goes on', () => {
    const ledger = inReview(2);
    expect(ledger).toMatchObject({ status: 'PAUSED', reason: { code: 'review', step: 0 }, statuses: ['PENDING', 'PENDING'] });
    expect(ledger.reason?.message).toBe(
      `2 targets wait for a review. Look at the changes (bgagent fleet diff ${ledger.fleetId} --groups), then approve, reject or steer them.`,
    );
    expect(placeOf(ledger)).toBe('0 PENDING 2 publish');
    expect([...ledger.publishing]).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(entries(ledger)).toContain('stepped: 2 targets have done the work and wait for a review.');
    expect(possibleActions(ledger)).toEqual(expect.arrayContaining(['approve', 'reject', 'steer']));
    expect(possibleActions(ledger)).not.toContain('continue');
    expect(violationsOf(ledger)).toEqual([]);
  });

  test('comes to it after the last step before a merge, and to the gate of the merge behind it', () => {
    const ledger = afterSteps();
    expect([placeOf(ledger), ledger.reason?.code]).toEqual(['1 PENDING 3 publish', 'review']);
    expect(possibleActions(ledger)).toContain('steer');
    const on = approve(ledger, [0]);
    expect([placeOf(on), stepOf(on, 0).usesAgent]).toEqual(['1 QUEUED 3 publish', false]);
    const merging = succeeds(on, 0);
    expect([placeOf(merging), merging.reason?.code]).toEqual(['2 PENDING 4 step', 'merge_ready']);
    expect(merging.publishing.size).toBe(0);
    expect(succeeds(approve(merging, [0]), 0).status).toBe('SUCCEEDED');
  });

  test('does not where there is nothing to publish, and not in a fleet without reviews', () => {
    expect(succeeds(begun(1, 1, { reviews: true }), 0).status).toBe('SUCCEEDED');
    expect(made(begun(1, 1), 0).status).toBe('SUCCEEDED');
  });

  test('has not ended: what depends on it waits, and the ramp counts it until it has', () => {
    const graph = graphOf(2, [edge(1, 0)]);
    const two = made(begun(2, 2, { reviews: true, graph }), 0);
    expect([two.status, two.statuses]).toEqual(['PAUSED', ['PENDING', 'PENDING']]);
    expect(succeeds(approve(two, [0]), 0).statuses).toEqual(['SUCCEEDED', 'QUEUED']);
    expect(reject(two, [0]).statuses).toEqual(['FAILED', 'BLOCKED']);
    const ramped = made(begun(3, 3, { reviews: true, ramp: { start: 1, factor: 2 } }), 0);
    expect([currentCap(ramped), currentCap(approve(ramped, [0]))]).toEqual([2, 2]);
  });

  test('is passed over at its last step, and waits for a review of what it had made before', () => {
    const gated = [step('build'), step('verify', { gate: true }), merge];
    const first = begun(1, 1, { reviews: true, steps: gated });
    const atGate = made(first, 0);
    const passed = approve(atGate, [0], { passOver: true });
    expect([placeOf(passed), passed.reason?.code]).toEqual(['1 PENDING 2 publish', 'review']);
    expect(entries(passed)).toContain('stepped: 1 target waits for a review.');
    expect(placeOf(goOnSeen(atGate, { passOver: true }))).toBe('1 PENDING 2 publish');
    expect(placeOf(approve(passed, [0]))).toBe('1 QUEUED 2 publish');
    expect(approve(passed, [0], { passOver: true }).verdicts.at(-1)?.message).toContain(
      'it waits for a review, and no step is left',
    );
    const two = made(begun(2, 2, { reviews: true, steps: gated }), 0, 1);
    expect(entries(approve(two, [0, 1], { passOver: true }))).toContain('stepped: 2 targets wait for a review.');
    // Nothing was done before: there is nothing to look at.
    const alone = begun(1, 1, { reviews: true, steps: [step('build', { gate: true })] });
    expect(approve(alone, [0], { passOver: true }).status).toBe('SUCCEEDED');
  });

  test('is SKIPPED or CANCELLED on the way down, or when the rest is skipped, and waits for its review after a retry', () => {
    const running = begun(2, 2, { reviews: true });
    const aborted = made(tell(running, { kind: 'abort' }), 0, 1);
    expect(aborted).toMatchObject({ status: 'ABORTED', statuses: ['SKIPPED', 'SKIPPED'] });
    const again = retry(aborted, { only: 'skipped' });
    expect([placeOf(again), again.reason?.code]).toEqual(['0 PENDING 3 retry', 'review']);
    expect(again.publishing.get(0)).toBe(2);
    expect(placeOf(approve(again, [0]))).toBe('0 QUEUED 3 retry');
    const cancelled = made(tell(running, { kind: 'cancel' }), 0, 1);
    expect(retry(cancelled, { only: 'cancelled' }).statuses).toEqual(['PENDING', 'PENDING']);
    const rest = tell(made(running, 0), { kind: 'continue', skipRemaining: true, seenFailed: 0 });
    expect(rest.statuses).toEqual(['SKIPPED', 'QUEUED']);
    expect(made(rest, 1).statuses).toEqual(['SKIPPED', 'SKIPPED']);
    // One that was approved goes on to its end.
    const one = begun(2, 1, { reviews: true });
    const ready = approve(made(one, 0), [0]);
    expect(tell(ready, { kind: 'continue', skipRemaining: true, seenFailed: 0 }).statuses).toEqual(['PENDING', 'QUEUED']);
  });

  test('without an attempt for publishing it has failed, and is told so', () => {
    const ledger = { ...begun(1, 1, { reviews: true }), attempts: [35] };
    const settled = transition(ledger, [seen(ledger, 0, { reviewable: true })], now, timings);
    expect(settled.ledger.statuses).toEqual(['FAILED']);
    expect(settled.settlements[0]?.failure).toMatchObject({
      code: 'ATTEMPTS_USED_UP',
      message: expect.stringContaining('What is left: to publish what it made.') as string,
    });
    expect(settled.ledger.publishing.size).toBe(0);
  });
});

describe('a continue', () => {
  test('decides no review, unless it skips the rest', () => {
    const ledger = goOnSeen(inReview());
    expect(ledger.status).toBe('PAUSED');
    expect(verdict(ledger)).toMatchObject({ result: 'refused', code: 'INVALID_STATE' });
    expect(verdict(ledger)?.message).toContain('The fleet waits for a review, which a continue does not decide.');
  });

  test('of a fleet that a person paused goes on, and the fleet waits for the review again', () => {
    const paused = tell(made(begun(2, 2, { reviews: true }), 0), { kind: 'pause' });
    const on = goOn(made(paused, 1));
    expect(on).toMatchObject({ status: 'PAUSED', reason: { code: 'review' } });
  });
});

describe('approve and steer', () => {
  test('at the same moment: the first is applied, the second is refused', () => {
    const ledger = inReview();
    const asked = { actorId: 'ann', reason: null, at: now, generation: 1, expectRevision: null, seenGate: ledger.lastArrival };
    const both = (ids: Record<'approve' | 'steer', string>): Ledger =>
      turn(
        ledger,
        (['approve', 'steer'] as const).map((kind) => ({
          kind: 'command',
          command: { ...asked, kind, id: ids[kind], targets: [[0, 0]] },
        })),
      );
    expect(both({ approve: 'a', steer: 'b' }).verdicts).toMatchObject([{ result: 'applied' }, { result: 'refused' }]);
    expect(placeOf(both({ approve: 'a', steer: 'b' }))).toBe('0 QUEUED 2 publish');
    expect(placeOf(both({ approve: 'b', steer: 'a' }))).toBe('0 QUEUED 2 steer');
  });

  test('are refused for a target that came to its review again since', () => {
    const early = inReview();
    const later = made(steer(early, [0]), 0);
    for (const decide of [approve, reject, steer]) {
      const refused = decide(later, [0], { seenGate: early.lastArrival });
      expect(verdict(refused)).toMatchObject({ result: 'refused', refused: [0] });
      expect(verdict(refused)?.message).toContain('it has come to its gate since this was asked for');
    }
  });

  test('a steered target works on at the last step of an agent, and waits for a review again', () => {
    const ledger = steer(told(afterSteps()), [0]);
    expect(placeOf(ledger)).toBe('0 QUEUED 3 steer');
    expect([...ledger.answers]).toEqual([[0, lastId()]]);
    expect(entries(ledger)[0]).toBe('steered: Steered 1 target; the fleet goes on.');
    expect(stepOf(ledger, 0).usesAgent).toBe(true);
    const again = made(made(ledger, 0), 0);
    expect([placeOf(again), again.reason?.code]).toEqual(['1 PENDING 5 publish', 'review']);
    expect(again.publishing.get(0)).toBe(4);
  });

  test('one that is ended before its attempt began comes to its review again after a retry', () => {
    const busy = made(made(begun(2, 1, { reviews: true, steps }), 0), 0);
    const steered = steer(busy, [0]);
    expect(placeOf(steered)).toBe('0 PENDING 3 steer');
    const again = retry(tell(steered, { kind: 'skip_targets', targets: [[0, 0]] }), { only: 'skipped' });
    expect([placeOf(again), again.gates.has(0), again.publishing.get(0), again.answers.size]).toEqual([
      '1 PENDING 4 retry',
      true,
      3,
      0,
    ]);
    const without = steer(made(begun(2, 1, { reviews: true }), 0), [0]);
    const other = retry(tell(without, { kind: 'skip_targets', targets: [[0, 0]] }), { only: 'skipped' });
    expect([placeOf(other), other.gates.has(0)]).toEqual(['0 PENDING 3 retry', true]);
  });

  test('nobody is steered where no agent works, or at the gate of a step', () => {
    const shell = inReview(1, { usesAgent: false });
    expect(possibleActions(shell)).not.toContain('steer');
    expect(verdict(steer(shell, [0]))?.message).toContain('there is nobody to steer');
    const atMerge = succeeds(approve(afterSteps(), [0]), 0);
    for (const decide of [reject, steer]) {
      expect(verdict(decide(atMerge, [0]))?.message).toContain('it waits at the gate of a step, and for no review');
    }
    expect(possibleActions(atMerge)).not.toContain('reject');
    expect(verdict(steer(begun(1, 1, { reviews: true }), [0]))?.message).toContain('it waits at no gate, and is QUEUED');
  });

  test('as many may wait for their start as answers may', () => {
    const ledger = { ...inReview(2), answers: new Map(Array.from({ length: 999 }, (_, each) => [each + 5, 'c'])) };
    expect(verdict(steer(ledger, [0, 1]))?.message).toContain('At most 1,000 answered and steered targets');
  });
});

describe('a rejected target', () => {
  const rejected = (): Ledger => reject(told(inReview(2)), [1], { reason: 'wrong' });

  test('has failed, and no policy counts it', () => {
    const ledger = rejected();
    expect(ledger.statuses).toEqual(['PENDING', 'FAILED']);
    expect(ledger.failedByPerson).toEqual(new Set([1]));
    expect(ledger.publishing.has(1)).toBe(false);
    expect(entries(ledger)).toContain('rejected: Rejected the work of 1 target. Reason given: wrong');
    const settled = transition(
      inReview(),
      [
        {
          kind: 'command',
          command: {
            ...{ id: 'c', kind: 'reject', targets: [[0, 0]], seenGate: now, actorId: 'ann', reason: null, at: now },
            ...{ generation: 1, expectRevision: null },
          },
        },
      ],
      now,
      timings,
    );
    expect(settled.settlements).toMatchObject([
      { attempt: 2, trigger: 'publish', status: 'FAILED', failure: { class: 'unknown', by: 'user', code: 'REJECTED_BY_PERSON' } },
    ]);
  });

  test('works again after a retry, and waits for a review again', () => {
    const again = retry(rejected());
    expect(placeOf(again, 1)).toBe('0 QUEUED 3 retry');
    expect(again.publishing.has(1)).toBe(false);
    expect(made(again, 1).gates.has(1)).toBe(true);
  });
});

describe('publishing', () => {
  test('exactly what was approved: where something else is there, the target waits for a review again', () => {
    const ledger = moved(approved());
    expect([placeOf(ledger), ledger.reason?.code]).toEqual(['0 PENDING 3 publish', 'review']);
    expect(ledger.gatesPassed.size).toBe(0);
    expect(ledger.publishing.get(0)).toBe(2);
    expect(ledger.classes).toEqual([null]);
    expect(entries(ledger)).toContain(
      'stepped: What was approved of 1 target is not there any more, so nothing was published: it waits for a review again.',
    );
    const two = approve(inReview(2), [0, 1]);
    const failure = { class: 'verification', code: 'HEAD_MOVED', message: 'm', retryable: false, by: 'user' } as const;
    const both = turn(
      two,
      [0, 1].map((ordinal) => seen(two, ordinal, { status: 'FAILED', failure })),
    );
    expect(entries(both).join()).toContain(
      'What was approved of 2 targets is not there any more, so nothing was published: they wait',
    );
  });

  test('that found another commit on the way down fails, and a retry comes to a review first', () => {
    const ledger = moved(tell(approved(), { kind: 'abort' }));
    expect(ledger.statuses).toEqual(['FAILED']);
    const again = retry(ledger);
    expect([placeOf(again), again.reason?.code, again.publishing.get(0)]).toEqual(['0 PENDING 3 retry', 'review', 2]);
  });

  test('that found another commit, of a target that a person fails, fails', () => {
    const stopped = tell(approved(), { kind: 'fail_targets', targets: [[0, 0]] });
    expect(moved(stopped)).toMatchObject({ statuses: ['FAILED'], classes: ['unknown'] });
    const done = succeeds(tell(approved(), { kind: 'fail_targets', targets: [[0, 0]] }), 0);
    expect(done.statuses).toEqual(['SUCCEEDED']);
    const working = tell(begun(1, 1, { reviews: true }), { kind: 'fail_targets', targets: [[0, 0]] });
    expect(made(working, 0)).toMatchObject({ statuses: ['FAILED'], publishing: new Map() });
  });

  test('without a further attempt fails, and says what is left', () => {
    const ledger = { ...approved(), attempts: [35] };
    const failure = { class: 'verification', code: 'HEAD_MOVED', message: 'm', retryable: false, by: 'user' } as const;
    const { settlements } = transition(ledger, [seen(ledger, 0, { status: 'FAILED', failure })], now, timings);
    expect(settlements[0]?.failure?.message).toContain('What is left: to publish what it made.');
  });

  test('is tried again after a passing failure, with its approval; and given back after refused credentials', () => {
    const passing = { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' } as const;
    const ledger = told(approve(made(begun(1, 1, { reviews: true }, 2), 0), [0]));
    const again = turn(ledger, [seen(ledger, 0, { status: 'FAILED', failure: passing })]);
    expect([placeOf(again), [...again.gatesPassed], again.publishing.get(0)]).toEqual(['0 PENDING 3 auto_retry', [0], 1]);
    const back = areRefused(approved(), 0);
    expect([placeOf(back), back.reason?.code, [...back.gatesPassed]]).toEqual(['0 PENDING 3 publish', 'auth', [0]]);
    expect(placeOf(goOn(back))).toBe('0 QUEUED 3 publish');
    expect(back.publishing.get(0)).toBe(1);
  });

  test('costs nothing, and takes nothing of the budget', () => {
    const budget = { fleetUsd: 1.5, targetUsd: 1, healUsd: 1 };
    const ledger = approve(inReview(1, { budget }), [0]);
    expect(ledger.slots.get(0)).toEqual({ since: now });
    const unknown = turn(ledger, [seen(ledger, 0, { costUsd: null })]);
    expect([unknown.status, unknown.cost]).toEqual(['SUCCEEDED', { knownUsd: 1, unknownCount: 0 }]);
  });

  test('a retry of one that failed or was lost publishes the same again', () => {
    const failed = fails(approved(), 0, 'blocked');
    expect([failed.status, failed.publishing.get(0)]).toEqual(['FAILED', 1]);
    const again = retry(failed);
    expect([placeOf(again), again.publishing.get(0)]).toEqual(['0 QUEUED 3 retry', 1]);
    const running = approved();
    const lost = turn(running, [seen(running, 0, { overdue: true, status: 'CANCELLED' })]);
    expect([lost.statuses, retry(lost).publishing.get(0)]).toEqual([['LOST'], 1]);
  });

  test('a retry with other words works again, at its step whose gate stays open', () => {
    const words = { budgetUsd: null };
    const gated = [step('build', { gate: true }), merge];
    const ledger = made(approve(begun(1, 1, { reviews: true, steps: gated }), [0]), 0);
    const skipped = tell(ledger, { kind: 'skip_targets', targets: [[0, 0]] });
    const again = retry(skipped, { only: 'skipped', words });
    expect([placeOf(again), again.publishing.size]).toEqual(['0 QUEUED 3 retry', 0]);
    expect(made(again, 0).reason?.code).toBe('review');
    expect(retry(fails(approved(), 0), { words }).publishing.size).toBe(0);
  });

  test('a retry from a step works again, with its gates closed; none begins with the merge before the review', () => {
    const waits = afterSteps();
    const from = (fromStep: number, ledger = waits): Ledger => retry(ledger, { targets: [[0, 0]], fromStep });
    expect(placeOf(from(0))).toBe('0 QUEUED 3 retry');
    expect(from(1).publishing.size).toBe(0);
    expect(verdict(from(2))).toMatchObject({ result: 'refused', code: 'NOTHING_TO_RETRY' });
    expect(verdict(from(2))?.message).toContain('What a target made is reviewed and published before it is merged');
    const failed = fails(approve(waits, [0]), 0, 'blocked');
    expect(verdict(from(2, failed))?.code).toBe('NOTHING_TO_RETRY');
    const merging = fails(approve(succeeds(approve(waits, [0]), 0), [0]), 0);
    expect(placeOf(from(2, merging))).toBe('2 PENDING 5 retry');
    expect(placeOf(from(0, merging))).toBe('0 QUEUED 5 retry');
  });

  test('a retry that leaves out those before their review says why', () => {
    const one = made(made(begun(2, 2, { reviews: true, steps }), 0, 1), 0, 1);
    const other = fails(approve(succeeds(approve(one, [0]), 0), [0]), 0);
    const again = retry(other, { targets: [[0, 1]], fromStep: 2 });
    expect(verdict(again)).toMatchObject({ result: 'applied', refused: [1] });
    expect(verdict(again)?.message).toContain('leave the step out, or name an earlier one.');
  });
});
