import { mostWords } from '../../../core/commands/retry.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { sameLedger } from '../../../core/ledger/same-ledger.ts';
import { transition } from '../../../core/transition.ts';
import { timings } from '../fleet-world.ts';
import { edge, graphOf } from '../graph/graph-of.ts';
import {
  approve,
  asks,
  begun,
  entries,
  fails,
  goOnSeen,
  lastId,
  merge,
  now,
  placeOf,
  retry,
  seen,
  step,
  succeeds,
  tell,
  told,
  turn,
  verdict,
} from '../told-fleet.ts';

const steps = [step('design'), step('build'), merge];
const atMerge = (total = 1): Ledger => {
  let ledger = begun(total, total, { steps });
  for (let done = 0; done < 2; done += 1) ledger = succeeds(ledger, ...ledger.statuses.keys());
  return ledger;
};
const failedMerge = (): Ledger => fails(approve(atMerge(), [0]), 0, 'verification');

describe('a retry of a target with steps', () => {
  test('goes on at the step that failed, in a new generation too', () => {
    const failed = fails(succeeds(begun(1, 1, { steps }), 0), 0);
    expect(failed.status).toBe('FAILED');
    const again = retry(failed);
    expect(placeOf(again)).toBe('1 QUEUED 3 retry');
    expect(again.generation).toBe(2);
  });

  test('passes a gate that was opened, and waits at one that was not', () => {
    expect(placeOf(retry(failedMerge()))).toBe('2 QUEUED 4 retry');
    const skipped = tell(atMerge(), { kind: 'skip_targets', targets: [[0, 0]] });
    const again = retry(told(skipped), { only: 'skipped' });
    expect(placeOf(again)).toBe('2 PENDING 4 retry');
    expect(again).toMatchObject({ status: 'PAUSED', reason: { code: 'merge_ready' }, skipsAtGates: false });
  });

  test('from another step starts there, with all gates closed from there on', () => {
    const back = retry(told(failedMerge()), { targets: [[0, 0]], fromStep: 1 });
    expect(placeOf(back)).toBe('1 QUEUED 4 retry');
    expect(entries(back)[0]).toBe('retried: Retrying 1 target from the step build; the fleet is open again, as generation 2.');
    expect(placeOf(succeeds(back, 0))).toBe('2 PENDING 5 step');
    const same = retry(failedMerge(), { targets: [[0, 0]], fromStep: 2 });
    expect([placeOf(same), [...same.gates.keys()]]).toEqual(['2 PENDING 4 retry', [0]]);
    expect(placeOf(retry(fails(begun(1, 1, { steps }), 0), { targets: [[0, 0]], fromStep: 1 }))).toBe('1 QUEUED 2 retry');
  });

  test('from another step is also for a target that waits at a gate: its attempt was never launched', () => {
    const back = retry(told(atMerge(2)), { targets: [[1, 1]], fromStep: 0 });
    expect([placeOf(back, 0), placeOf(back, 1)]).toEqual(['2 PENDING 3 step', '0 QUEUED 3 retry']);
    expect(entries(back)[0]).toBe('retried: Retrying 1 target from the step design; the fleet goes on.');
    // Not without its name, and not where another one is asked for.
    expect(verdict(retry(atMerge(), { fromStep: 0 }))).toMatchObject({ result: 'refused', code: 'NOTHING_TO_RETRY' });
    expect(verdict(retry(atMerge(), { targets: [[0, 0]], only: 'failed', fromStep: 0 }))?.code).toBe('NOTHING_TO_RETRY');
    expect(verdict(retry(atMerge(), { targets: [[0, 0]] }))?.code).toBe('NOTHING_TO_RETRY');
  });

  test('to the step at whose gate it waits makes it wait there anew', () => {
    const ledger = retry(atMerge(), { targets: [[0, 0]], fromStep: 2 });
    expect([...ledger.gates]).toEqual([[0, now + 1]]);
    expect(goOnSeen(ledger, { seenGate: now }).gates.size).toBe(1);
  });

  test('closes the gate for a target that was blocked before it', () => {
    const graph = graphOf(2, [edge(1, 0)]);
    const first = begun(2, 2, { steps: [step('build', { gate: true })], graph });
    const failed = fails(approve(first, [0]), 0);
    expect(failed.statuses).toEqual(['FAILED', 'BLOCKED']);
    const again = succeeds(retry(failed), 0);
    expect(again).toMatchObject({ status: 'PAUSED', statuses: ['SUCCEEDED', 'PENDING'], reason: { code: 'step_gate' } });
  });
});

describe('a retry with other words', () => {
  const failed = (total = 2): Ledger => {
    let ledger = begun(total, total, { steps });
    for (const ordinal of ledger.statuses.keys()) ledger = fails(ledger, ordinal);
    return ledger;
  };
  const wordsOf = ({ words }: Ledger): unknown[] => words.map(({ targets, budgetUsd }) => [[...targets], budgetUsd]);

  test('keeps whose words they are for the targets that it fits', () => {
    const ledger = retry(told(failed()), { words: { budgetUsd: 3 } });
    expect(ledger.words).toEqual([{ commandId: lastId(), budgetUsd: 3, targets: new Set([0, 1]) }]);
    expect(entries(ledger)[0]).toContain('Retrying 2 targets with other words; the fleet is open again');
  });

  test('holds for the step, its batches, heals and automatic retries, and no longer', () => {
    const ledger = retry(failed(), { words: { budgetUsd: null } });
    const batches = turn(ledger, [seen(ledger, 0, { batchesLeft: 1 })]);
    expect(wordsOf(batches)).toEqual([[[0, 1], null]]);
    expect(wordsOf(asks(batches, 0))).toEqual([[[0, 1], null]]);
    const further = succeeds(batches, 0);
    expect(wordsOf(further)).toEqual([[[1], null]]);
    expect(wordsOf(fails(further, 1))).toEqual([]);
    expect(wordsOf(tell(ledger, { kind: 'cancel' }))).toEqual([[[0, 1], null]]);
    expect(wordsOf(tell({ ...ledger, statuses: ['PENDING', 'PENDING'], slots: new Map() }, { kind: 'cancel' }))).toEqual([]);
  });

  test('a later retry takes them away, or has others', () => {
    const ledger = fails(retry(failed(), { words: { budgetUsd: 1 } }), 0);
    expect(wordsOf(retry(ledger))).toEqual([[[1], 1]]);
    expect(wordsOf(retry(ledger, { words: { budgetUsd: 2 } }))).toEqual([
      [[1], 1],
      [[0], 2],
    ]);
  });

  test('a target that is blocked keeps them: its attempt is the same when it waits again', () => {
    const graph = graphOf(2, [edge(1, 0)]);
    const one = tell(begun(2, 2, { graph }), { kind: 'skip_targets', targets: [[1, 1]] });
    const blocked = retry(fails(one, 0), { targets: [[1, 1]], words: { budgetUsd: 4 } });
    expect([blocked.statuses, wordsOf(blocked)]).toEqual([['FAILED', 'BLOCKED'], [[[1], 4]]]);
  });

  test('are no change of a turn in which nothing happens; the loss of one is', () => {
    const ledger = retry(failed(), { words: { budgetUsd: 1 } });
    expect(transition(ledger, [], now, timings).changed).toBe(false);
    const [words] = ledger.words;
    const isSame = (...others: Ledger['words']): boolean => sameLedger(ledger, { ...ledger, words: others });
    expect(words && isSame({ ...words, targets: new Set([1, 0]) })).toBe(true);
    expect(words && isSame({ ...words, targets: new Set([0]) })).toBe(false);
    expect(words && isSame({ ...words, commandId: 'other' })).toBe(false);
    expect(isSame()).toBe(false);
  });

  test('there are so many of them at most', () => {
    const many = Array.from({ length: mostWords }, (_, n) => ({ commandId: `w${n}`, budgetUsd: null, targets: new Set([1]) }));
    const ledger = { ...fails(begun(2, 2, { steps }), 0), words: many };
    expect(verdict(retry(ledger, { words: { budgetUsd: 1 } }))).toMatchObject({ result: 'refused', code: 'INVALID_STATE' });
    expect(verdict(retry(ledger, { words: { budgetUsd: 1 } }))?.message).toContain('50 earlier retries with other words');
    expect(verdict(retry(ledger))?.result).toBe('applied');
  });
});

test('an exclusive fleet owes the release of its repositories when it ends, until it is done or the fleet is open again', () => {
  const ledger = begun(1, 1, { exclusive: true });
  const ended = transition(ledger, [seen(ledger, 0, { status: 'FAILED' })], now, timings);
  expect(ended.ledger.releaseOwed).toBe(true);
  expect(ended.effects).toContainEqual({ kind: 'release-claims', generation: 1 });
  expect(retry(ended.ledger).releaseOwed).toBe(false);
  expect(succeeds(begun(1, 1), 0).releaseOwed).toBe(false);
});

test('a fleet whose repositories another one holds is not opened again', () => {
  const failed = fails(begun(1, 1, { exclusive: true }), 0);
  expect(failed.releaseOwed).toBe(false);
  const refused = retry(failed, { conflict: 'Fleet 9 holds acme/shop.' });
  expect(verdict(refused)).toMatchObject({ result: 'refused', code: 'FLEET_CONFLICT', message: 'Fleet 9 holds acme/shop.' });
  expect(refused.status).toBe('FAILED');
});
