import { possibleActions } from '../../../core/commands/command-rules.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { transition } from '../../../core/transition.ts';
import { timings } from '../fleet-world.ts';
import { edge, graphOf } from '../graph/graph-of.ts';
import {
  answer,
  approve,
  begun,
  entries,
  events,
  fails,
  goOn,
  goOnSeen,
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
} from '../told-fleet.ts';

const steps = [step('build'), merge];
const gated = [step('design'), step('build', { gate: true }), merge];
/** All targets have come to the first gate. */
const atGate = (total = 1, more: Parameters<typeof begun>[2] = { steps }): Ledger => {
  const ledger = begun(total, total, more);
  return succeeds(ledger, ...ledger.statuses.keys());
};

describe('a target that comes to a gate', () => {
  test('waits without a slot and a child; the others go on', () => {
    const ledger = succeeds(begun(3, 1, { steps }), 0);
    expect(ledger).toMatchObject({ status: 'RUNNING', statuses: ['PENDING', 'QUEUED', 'PENDING'], lastArrival: now });
    expect([...ledger.gates]).toEqual([[0, now]]);
    expect(ledger.children[0]).toBe(0);
    expect(placeOf(ledger)).toBe('1 PENDING 2 step');
  });

  test('pauses the fleet when nothing else goes on, and says how many wait and what helps', () => {
    const ledger = atGate(2);
    expect(ledger).toMatchObject({ status: 'PAUSED', reason: { code: 'merge_ready', step: 1, actor: { kind: 'policy' } } });
    expect(ledger.reason?.message).toBe(
      `2 targets wait to be merged (step merge). Continue with all of them (bgagent fleet continue ${ledger.fleetId}), or approve some (bgagent fleet approve ${ledger.fleetId} --target PATH).`,
    );
    expect(events(ledger)).toEqual(['Fleet Paused']);
    expect(possibleActions(ledger)).toContain('approve');
    expect(atGate(1, { steps: gated }).reason).toMatchObject({ code: 'step_gate', step: 1 });
    expect(atGate(1, { steps: gated }).reason?.message).toContain('1 target waits before the step build.');
  });

  test('is never LOST, and stays through ticks', () => {
    const later = turn(atGate(), [{ kind: 'tick' }], 10_000_000);
    expect(later).toMatchObject({ status: 'PAUSED', statuses: ['PENDING'], owed: ['none'] });
  });

  test('does not pause a fleet in which a target waits for a time', () => {
    const passing = { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' } as const;
    const ledger = begun(2, 2, { steps }, 1);
    const next = turn(ledger, [seen(ledger, 0), seen(ledger, 1, { status: 'FAILED', failure: passing })]);
    expect(next).toMatchObject({ status: 'RUNNING', statuses: ['PENDING', 'PENDING'] });
  });

  test('pauses a fleet that could launch nothing else: the canary waits at the gate', () => {
    expect(succeeds(begun(3, 3, { steps, canary: 1 }), 0)).toMatchObject({ status: 'PAUSED', reason: { code: 'merge_ready' } });
  });

  test('gives way to a question, a group, the budget and the failure policy as the reason', () => {
    const both = begun(2, 2, { steps });
    expect(turn(both, [seen(both, 0), seen(both, 1, { asks: true })]).reason?.code).toBe('question');
    const groups = [
      { path: 'a', from: 0, to: 1 },
      { path: 'b', from: 1, to: 2, approval: 'required' as const },
    ];
    expect(succeeds(begun(2, 2, { steps, groups }), 0).reason?.code).toBe('approval_required');
    const budget = { fleetUsd: 1, targetUsd: 1, healUsd: 1 };
    expect(succeeds(begun(2, 1, { steps, budget }), 0).reason?.code).toBe('budget');
  });

  test('tells of other gates where targets wait too', () => {
    const ledger = begun(4, 4, { steps: gated });
    const first = succeeds(approve(succeeds(ledger, 0), [0]), 0);
    const some = succeeds(first, 1, 2, 3);
    expect(some.reason).toMatchObject({ code: 'step_gate', step: 1 });
    expect(some.reason?.message).toContain('3 targets wait before the step build. 1 target waits at other gates.');
    const two = succeeds(approve(some, [1]), 1);
    expect(two.reason?.message).toContain('2 targets wait before the step build. 2 targets wait at other gates.');
    expect(goOnSeen(two, { passOver: true }).reason).toMatchObject({ code: 'merge_ready', step: 2 });
  });

  test('waits from the start at a gate before everything', () => {
    const ledger = begun(2, 2, { steps: [step('build', { gate: true })] });
    expect(ledger).toMatchObject({ status: 'PAUSED', attempts: [1, 1], reason: { code: 'step_gate', step: 0 } });
    expect(goOnSeen(ledger).statuses).toEqual(['QUEUED', 'QUEUED']);
    expect(begun(2, 2, { steps }).gates.size).toBe(0);
  });
});

describe('pause_between', () => {
  test('steps: a target waits before each further step, but not after one that had nothing to do', () => {
    const three = [step('a'), step('b'), step('c')];
    const ledger = succeeds(begun(1, 1, { steps: three, pauseBetween: 'steps' }), 0);
    expect(ledger).toMatchObject({ status: 'PAUSED', reason: { code: 'batch_done', step: 1 } });
    expect(ledger.reason?.message).toContain('1 target waits before the next task of the step b.');
    const on = goOnSeen(ledger);
    expect(placeOf(on)).toBe('1 QUEUED 2 step');
    expect(placeOf(turn(on, [seen(on, 0, { skipped: true })]))).toBe('2 QUEUED 3 step');
  });

  test('batches: a target waits before each further batch of its step, and not before the next step', () => {
    const ledger = begun(1, 1, { steps: [step('build'), step('check')], pauseBetween: 'batches' });
    const between = turn(ledger, [seen(ledger, 0, { batchesLeft: 1 })]);
    expect(between).toMatchObject({ status: 'PAUSED', reason: { code: 'batch_done', step: 0 } });
    expect(placeOf(succeeds(goOnSeen(between), 0))).toBe('1 QUEUED 3 step');
  });

  test('the gate of a step counts where there is one, and stays open for its batches', () => {
    const ledger = atGate(1, { steps: gated, pauseBetween: 'steps' });
    expect(ledger.reason?.code).toBe('step_gate');
    const on = goOnSeen(ledger);
    expect(placeOf(turn(on, [seen(on, 0, { batchesLeft: 1 })]))).toBe('1 QUEUED 3 step');
  });

  test('there is no wait before a heal or an automatic retry', () => {
    const heal = { maxAttempts: 1, maxUsd: 2, onFailure: 'continue' } as const;
    expect(placeOf(fails(begun(1, 1, { steps: [step('a')], pauseBetween: 'steps', heal }), 0))).toBe('0 QUEUED 2 heal');
  });

  test('who is passed over goes on behind the next step, and waits at a gate there', () => {
    const ledger = begun(1, 1, { steps: [step('build'), step('check'), merge], pauseBetween: 'batches' });
    const between = turn(ledger, [seen(ledger, 0, { batchesLeft: 1 })]);
    expect(placeOf(goOnSeen(between, { passOver: true }))).toBe('1 QUEUED 2 step');
    const last = succeeds(begun(1, 1, { steps: [step('a'), step('b'), merge], pauseBetween: 'steps' }), 0);
    const passed = goOnSeen(last, { passOver: true });
    expect(placeOf(passed)).toBe('2 PENDING 2 step');
    expect(passed).toMatchObject({ status: 'PAUSED', reason: { code: 'merge_ready' } });
    expect([...passed.gates]).toEqual([[0, now + 1]]);
  });
});

describe('continue', () => {
  test('opens the gate that the reason names, for all that waited there', () => {
    const ledger = goOnSeen(told(atGate(2)));
    expect(ledger).toMatchObject({ status: 'RUNNING', reason: null, statuses: ['QUEUED', 'QUEUED'] });
    expect([...ledger.gatesPassed]).toEqual([0, 1]);
    expect(entries(ledger)).toEqual(['gate_opened: Continued: opened the gate of 2 targets.', 'launched: Launched 2 targets.']);
    expect(events(ledger)).toEqual(['Fleet Continued']);
    expect(succeeds(ledger, 0, 1)).toMatchObject({ status: 'SUCCEEDED', gatesPassed: new Set([0, 1]) });
  });

  test('opens nothing for who came later than the caller looked, and the fleet waits again', () => {
    const [early, ledger] = [succeeds(begun(2, 2, { steps }), 0), begun(2, 2, { steps })];
    const both = turn(succeeds(ledger, 0), [seen(ledger, 1)]);
    expect([...both.gates.values()]).toEqual([now, now + 1]);
    const on = goOnSeen(both, { seenGate: early.lastArrival });
    expect(on.statuses).toEqual(['QUEUED', 'PENDING']);
    const none = goOnSeen(told(both), { seenGate: now - 1 });
    expect(none).toMatchObject({ status: 'PAUSED', reason: { code: 'merge_ready' }, statuses: ['PENDING', 'PENDING'] });
    expect(events(none)).toEqual(['Fleet Continued', 'Fleet Paused']);
    expect(goOn(both).gates.size).toBe(2);
  });

  test('opens no gate where the fleet waits for something else', () => {
    const paused = tell(succeeds(begun(2, 2, { steps }), 0), { kind: 'pause' });
    const on = goOnSeen(paused);
    expect([on.status, [...on.gates.keys()]]).toEqual(['RUNNING', [0]]);
  });

  test('passes the step over: its target is done where it was the last one', () => {
    const ledger = goOnSeen(told({ ...atGate(1, { steps, notifyTargets: true }), firstUnpublished: [0] }), { passOver: true });
    expect(ledger).toMatchObject({ status: 'SUCCEEDED', statuses: ['SUCCEEDED'], attempts: [2] });
    expect(ledger.durations.size).toBe(1);
    expect(entries(ledger)).toEqual([
      'settled: 1 target ended SUCCEEDED.',
      'gate_opened: Continued: passed the step over of 1 target.',
      'finished: The fleet ended SUCCEEDED.',
    ]);
    const command = { id: 'd', actorId: 'ann', reason: null, at: now, generation: 1, expectRevision: null };
    const { settlements, ledger: done } = transition(
      atGate(1, { steps, notifyTargets: true }),
      [{ kind: 'command', command: { ...command, kind: 'approve', targets: [[0, 0]], passOver: true } }],
      now,
      timings,
    );
    expect(settlements).toMatchObject([{ attempt: 2, trigger: 'step', status: 'SUCCEEDED', costUsd: 0, skipped: true }]);
    expect(done.firstUnpublished).toEqual([2]);
  });
});

describe('a fleet that is paused for a gate', () => {
  test('goes on when a retry or an answer gives it something to launch', () => {
    const failed = succeeds(fails(begun(2, 2, { steps }), 1), 0);
    expect(failed).toMatchObject({ status: 'PAUSED', statuses: ['PENDING', 'FAILED'] });
    const retried = retry(told(failed));
    expect(retried).toMatchObject({ status: 'RUNNING', statuses: ['PENDING', 'QUEUED'] });
    expect(entries(retried)[0]).toBe('retried: Retrying 1 target; the fleet goes on.');
    const asking = { ...atGate(2), waiting: new Map([[1, 0]]), gates: new Map([[0, now]]) };
    expect(answer(asking, 1).statuses).toEqual(['PENDING', 'QUEUED']);
  });

  test('does not go on for a retry that leads to the same gate; its reason counts anew', () => {
    const skipped = tell(atGate(2), { kind: 'skip_targets', targets: [[1, 1]] });
    expect(skipped.reason?.message).toContain('1 target waits to be merged');
    const again = retry(told(skipped), { only: 'skipped' });
    expect(again).toMatchObject({ status: 'PAUSED', statuses: ['PENDING', 'PENDING'] });
    expect(again.reason?.message).toContain('2 targets wait to be merged');
    expect(events(again)).toEqual([]);
  });

  test('goes on when nobody waits at a gate any more', () => {
    const groups = [
      { path: 'a', from: 0, to: 1 },
      { path: 'b', from: 1, to: 2 },
    ];
    const ledger = succeeds(begun(2, 2, { steps, groups, maxConcurrentGroups: 1 }), 0);
    expect(ledger).toMatchObject({ status: 'PAUSED', statuses: ['PENDING', 'PENDING'] });
    const on = tell(told(ledger), { kind: 'cancel_targets', targets: [[0, 0]] });
    expect(on).toMatchObject({ status: 'RUNNING', statuses: ['CANCELLED', 'QUEUED'] });
    expect(entries(on)[1]).toBe('continued: Continued: no target waits at a gate any more.');
    const asking = tell(
      { ...atGate(2), waiting: new Map([[1, 0]]), gates: new Map([[0, now]]) },
      { kind: 'skip_targets', targets: [[0, 0]] },
    );
    expect(asking.reason?.code).toBe('question');
  });

  test('goes on when something can be launched, though others wait', () => {
    const graph = graphOf(3, [{ ...edge(2, 0), optional: true }]);
    const ledger = succeeds(begun(3, 3, { steps, graph }), 0, 1);
    expect(ledger).toMatchObject({ status: 'PAUSED', statuses: ['PENDING', 'PENDING', 'PENDING'] });
    const on = tell(told(ledger), { kind: 'skip_targets', targets: [[0, 0]] });
    expect(on).toMatchObject({ status: 'RUNNING', statuses: ['SKIPPED', 'PENDING', 'QUEUED'] });
    expect(entries(on)[1]).toBe('continued: Continued: a target can be launched again.');
  });

  test('ends without a reason when a person ends all that wait', () => {
    expect(tell(atGate(), { kind: 'skip_targets', targets: [[0, 0]] })).toMatchObject({ status: 'ABORTED', reason: null });
  });

  test('says so when the failure policy is breached meanwhile', () => {
    const failed = succeeds(fails(begun(2, 2, { steps }), 1), 0);
    const policy = {
      thresholdPercent: 0,
      thresholdCount: null,
      of: 'finished',
      minFinished: 1,
      uniformEarlyFailure: 0,
      unit: 'target',
    } as const;
    const edited = tell(failed, { kind: 'edit', changes: { policy: { ...policy, excludeClasses: [], action: 'pause' } } });
    expect(edited).toMatchObject({ status: 'PAUSED', reason: { code: 'threshold' } });
    expect(goOnSeen(edited)).toMatchObject({ status: 'PAUSED', reason: { code: 'merge_ready' } });
  });
});
