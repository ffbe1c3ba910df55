/** The steps of a fleet in its status. */
import { renderFleetStatus, type FleetPicture } from '../../../../../cli/render/fleet/fleet-status.ts';
import { stateIndicator } from '../../../../../core/steps/state-indicator.ts';
import { stepBar } from '../../../../../cli/render/fleet/steps/step-bar.ts';
import { stepLines } from '../../../../../cli/render/fleet/steps/step-lines.ts';
import { gateText } from '../../../../../cli/render/waits.ts';
import { plainView } from '../../../../../cli/render/view.ts';
import type { FleetView, TargetView } from '../../../../../contracts/http/fleet.ts';
import type { StepCounts, StepView } from '../../../../../contracts/http/fleet-steps.ts';
import { fleetId, pausedFleet, sampleFleet } from '../../../samples.ts';
import { batch, phases, sampleAttempt, sampleStep, steppedTarget } from './sample-steps.ts';

/** One minute after the start of the target. */
const view = plainView(Date.parse('2026-11-20T10:01:01.000Z'));
const counts = (name: string, change: Partial<StepCounts> = {}): StepCounts => ({
  ...{ name, pending: 0, running: 0, waiting: 0, done: 0, failed: 0 },
  ...change,
});
const steps = phases.map((name) => counts(name, { pending: 1 }));
const running = sampleFleet({ steps }, { RUNNING: 1 });
const lines = (target: TargetView, fleet: FleetView = running) => stepLines(fleet, [target], view);
const since = running.created_at;
const paused = (code: string, change: Partial<FleetView> = {}) =>
  pausedFleet({ steps, reason: { code, message: 'Waits.', since, actor: null }, ...change }, { PENDING: 1 });

describe('the bar', () => {
  test.each<[string, TargetView, string]>([
    ['a step that runs', steppedTarget(['done', 'done', 'running']), 'Design ─ Analyze ─ ●Implement ─ Verify ─ Merge'],
    [
      'a step that waits, and one that was skipped',
      steppedTarget(['skipped', 'done', 'done', 'done', 'waiting'], { step: 'merge', status: 'PENDING' }),
      'Design (skipped) ─ Analyze ─ Implement ─ Verify ─ ●Merge',
    ],
    [
      'a step that is to begin',
      steppedTarget(['done'], { step: 'analyze', status: 'PENDING' }),
      'Design ─ ●Analyze ─ Implement ─ Verify ─ Merge',
    ],
    [
      'a step that failed',
      steppedTarget(['done', 'done', 'failed'], { status: 'FAILED' }),
      'Design ─ Analyze ─ ✗Implement ─ Verify ─ Merge',
    ],
    [
      'nothing, where all is done',
      steppedTarget(['done', 'done', 'done', 'done', 'done'], { status: 'SUCCEEDED', step: 'merge' }),
      'Design ─ Analyze ─ Implement ─ Verify ─ Merge',
    ],
  ])('marks %s', (_, target, expected) => {
    expect(stepBar(target, '  ', view)).toEqual([`  ${expected}`]);
  });

  test('takes several lines in a narrow terminal, and none is wider', () => {
    const bar = stepBar(steppedTarget(['done', 'done', 'running']), '  ', { ...view, columns: 30 });
    expect(bar).toEqual(['  Design ─ Analyze ─', '  ●Implement ─ Verify ─ Merge']);
    for (const columns of [12, 20, 25, 40, 48, 49, 60]) {
      const widths = stepBar(steppedTarget(['done', 'done', 'running']), '  ', { ...view, columns }).map((line) => line.length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(Math.max(columns, 14));
    }
  });

  test('shows names with several words as words', () => {
    const target = { ...steppedTarget([]), steps: [sampleStep('phase-1-core', 'done'), sampleStep('x', 'pending')] };
    expect(stepBar(target, '', view)).toEqual(['Phase 1 core ─ X']);
  });
});

describe('the state', () => {
  const healing = steppedTarget(['running'], { trigger: 'heal' });
  test.each<[string, FleetView, TargetView[], string | undefined]>([
    ['runs', running, [steppedTarget(['running'])], 'Running'],
    ['heals', running, [steppedTarget(['running']), healing], 'Healing'],
    ['has healed', running, [{ ...healing, status: 'PENDING' }], 'Running'],
    ['is to be merged', paused('merge_ready'), [], 'Merge Ready'],
    ['waits at a gate', paused('step_gate'), [], 'Waiting'],
    ['waits between batches', paused('batch_done'), [], 'Waiting'],
    ['waits for a review', paused('review'), [], 'Waiting'],
    ['waits for an answer', paused('question'), [], 'Waiting'],
    ['was paused', paused('user'), [], 'Paused'],
    ['was healed in vain', paused('heal_failed'), [], 'Paused'],
    ['comes to a pause', paused('budget', { status: 'PAUSING' }), [], 'Paused'],
    ['has not begun', sampleFleet({ status: 'PENDING' }), [], 'Waiting'],
    ['has succeeded', sampleFleet({ status: 'SUCCEEDED' }), [], 'Complete'],
    ['has failed', sampleFleet({ status: 'FAILED' }), [], undefined],
    ['is being cancelled', sampleFleet({ status: 'CANCELLING' }), [], 'Running'],
  ])('of a fleet that %s', (_, fleet, targets, expected) => {
    expect(stateIndicator(fleet, targets)).toBe(expected);
  });
});

describe('batches of one target', () => {
  const first = sampleAttempt({ attempt: 2, step: 'implement', batch: batch(1), duration_s: 120 });
  const at = (...attempts: Parameters<typeof sampleAttempt>[0][]) =>
    steppedTarget(['done', 'done', 'running'], { attempts: attempts.map((one) => sampleAttempt({ step: 'implement', ...one })) });
  const shown = (target: TargetView) => lines(target).slice(2);

  test('after one the next runs, and the time that is left comes from those that are finished', () => {
    // Three batches of two minutes are left, and one of them has run for a minute.
    expect(shown(at(first))).toEqual([
      '  Implementing batch 2 of 4: Core Components',
      '  Tasks: 6/35 complete · 9m 12s elapsed · about 5m left',
    ]);
  });

  test('one that failed is named, and the first has no time that is left', () => {
    const failed = { status: 'FAILED', batch: batch(1, { done: [], open: ['T001'] }) } as const;
    expect(shown(at(failed))).toEqual(['  Implementing batch 1 of 4: Setup', '  Tasks: 6/35 complete · 9m 12s elapsed']);
    expect(shown(at(first, { ...failed, batch: batch(2), duration_s: 60 }))).toEqual([
      '  Implementing batch 2 of 4: Core Components',
      '  Tasks: 12/35 complete · 9m 12s elapsed · about 5m left',
    ]);
  });

  test('a target that has ended is in no batch any more, and has no time left', () => {
    const failed = at(first, { status: 'FAILED', batch: batch(2) });
    expect(shown({ ...failed, status: 'FAILED' })).toEqual([
      '  Ended in batch 2 of 4: Core Components',
      '  Tasks: 12/35 complete · 9m 12s elapsed',
    ]);
  });

  test('the time of a batch is that of all attempts at it', () => {
    const healed = [{ status: 'FAILED', batch: batch(1), duration_s: 120 }, { batch: batch(1), trigger: 'heal', duration_s: 60 }] as const; // prettier-ignore
    expect(shown(at(...healed))[1]).toContain('about 8m left');
  });

  test('a batch that takes longer than the others counts as if it ended now', () => {
    const slow = at({ batch: batch(3), duration_s: 10 });
    expect(shown(slow)[1]).toContain('about 1s left');
    expect(shown(at({ batch: batch(4), duration_s: 10 }))[1]).not.toContain('left');
  });

  test('while it waits, the whole time is left', () => {
    const waiting = { for: 'gate', since, question: null } as const;
    const waits = { ...at(first), status: 'PENDING' as const, waiting };
    expect(lines(waits, paused('batch_done')).slice(2)).toEqual([
      '  Waits before batch 2 of 4: Core Components',
      '  Tasks: 6/35 complete · 9m 12s elapsed · about 6m left',
    ]);
    const steps = waits.steps.map((step) => (step.name === 'implement' ? { ...step, batch: batch(1) } : step));
    expect(gateText({ ...waits, steps })).toBe('waits for a person before the next batch of the step implement');
  });

  test('a step of another name, and what a list says, are plain text', () => {
    const other = { ...at({ step: 'build', status: 'FAILED', batch: batch(1, { name: 'A\u001B[2Jb' }) }), step: 'build' };
    expect(shown(other)[0]).toBe('  Step build: batch 1 of 4: Ab');
  });

  test('steps that were healed are named; a step without batches says nothing of them', () => {
    const target = steppedTarget([]);
    const healed = target.steps.map((step) => (step.name === 'implement' ? { ...step, healed: true } : step));
    expect(lines({ ...target, steps: healed }).slice(2)).toEqual(['  Needed a heal: Implement']);
  });
});

test('many targets are counted by step; without steps there is no line', () => {
  const many = [counts('design', { done: 3 }), counts('implement', { done: 1, running: 1, failed: 1 }), counts('merge', { waiting: 1, pending: 2 })]; // prettier-ignore
  expect(stepLines({ ...running, steps: many }, [], view)).toEqual([
    '  State: Running',
    '  Design     3 done',
    '  Implement  1 done · 1 running · 1 failed',
    '  Merge      1 waiting for a person · 2 pending',
  ]);
  expect(stepLines(sampleFleet(), [], view)).toEqual([]);
});

describe('the whole status', () => {
  const picture = (fleet: FleetView, targets: TargetView[]): FleetPicture => ({
    ...{ fleet, link: 'http://api/v1/fleets/x', targets, failed: targets.filter(({ status }) => status === 'FAILED') },
    ...{ asking: targets.filter(({ waiting }) => waiting !== null), latest: [] },
  });
  const statusOf = (fleet: FleetView, targets: TargetView[]) =>
    renderFleetStatus(picture(fleet, targets), { ...view, lastFleet: fleetId }).split('\n');
  const waits = (step: string): Partial<TargetView> => ({
    status: 'PENDING',
    step,
    waiting: { for: 'gate', since, question: null },
  });
  const done: StepView['status'][] = ['done', 'done', 'done', 'done', 'waiting'];

  test('at the gate of the merge: the bar, who waits, and what opens it', () => {
    const fleet = paused('merge_ready', { gates: 1, actions: ['continue', 'approve', 'cancel'] });
    expect(statusOf(fleet, [steppedTarget(done, waits('merge'))]).slice(2)).toEqual([
      '  State: Merge Ready',
      '  Design ─ Analyze ─ Implement ─ Verify ─ ●Merge',
      '  ~ 1 target waits at a gate',
      `    auth  waits since 9m 13s  for a person before the step merge · bgagent/${fleetId}/auth`.replace(/ · .*/, ''),
      'Fleet: http://api/v1/fleets/x',
      'Next: bgagent fleet continue @last · fleet continue --skip-remaining · fleet approve --target auth · fleet cancel',
    ]);
  });

  test('for a review: who waits, what was changed, and what shows and decides it', () => {
    const fleet = paused('review', { reviews: 1, actions: ['approve', 'reject', 'steer', 'continue', 'cancel'] });
    const change = { hash: 'a'.repeat(64), files: 3, added: 40, removed: 12, bytes: 900, cut: false };
    const waiting = { for: 'review', since, question: null } as const;
    const last = sampleAttempt({ step: 'implement', batch: batch(4, { left: 0 }) });
    const target = steppedTarget(['done', 'done', 'waiting'], { status: 'PENDING', waiting, change, attempts: [last] });
    expect(statusOf(fleet, [target]).slice(2)).toEqual([
      '  State: Waiting',
      '  Design ─ Analyze ─ ●Implement ─ Verify ─ Merge',
      expect.stringMatching(/^ {2}Waits for a review after batch 4 of 4: /),
      expect.stringContaining('complete'),
      '  ~ 1 target waits for a review',
      '    auth  waits since 9m 13s  for a review: 3 files +40 −12',
      'Fleet: http://api/v1/fleets/x',
      'Next: bgagent fleet diff @last --groups · fleet approve --change-group 1 · fleet steer --target auth "TEXT" · fleet reject --target auth --reason "TEXT" · fleet continue --skip-remaining · fleet cancel',
    ]);
  });

  test('after a heal in vain: what it was told, and a retry with other words', () => {
    const fleet = paused('heal_failed', { actions: ['continue', 'retry', 'cancel'] });
    const failed = steppedTarget(['done', 'done', 'failed'], { status: 'FAILED', duration_s: 64 });
    expect(statusOf(fleet, [failed]).at(-1)).toBe(
      'Next: bgagent fleet retry @last --target auth --hint "TEXT" · fleet targets --target auth · fleet continue · fleet continue --skip-remaining · fleet cancel · fleet logs auth',
    );
    const ended = { ...fleet, status: 'FAILED' as const, actions: ['retry' as const] };
    expect(statusOf(ended, [failed]).at(-1)).toBe(
      'Next: bgagent fleet retry @last --target auth --hint "TEXT" · fleet targets --target auth · fleet logs auth',
    );
  });

  test('a fleet in progress offers the approval of those that wait already; of a large one without their names', () => {
    const fleet = { ...running, gates: 1, actions: ['approve' as const] };
    expect(statusOf(fleet, [steppedTarget(done, waits('merge')), steppedTarget(['running'], { path: 'b' })]).at(-1)).toContain(
      ' · fleet approve --target auth',
    );
    expect(statusOf(fleet, []).at(-1)).toContain(' · fleet approve --target PATH');
  });

  test('a target that runs shows its step in place of the number of its attempt', () => {
    expect(statusOf(running, [steppedTarget(['done', 'done', 'running'])])).toContain('  ~ auth  running 9m 12s (implement)');
  });
});
