/** How far a target is with its steps, in words: marks of steps, batches, tasks, heals. */
import { batchProgress, taskCount, tasksText } from '../../../core/steps/batch-progress.ts';
import { healingText } from '../../../core/steps/healing-text.ts';
import type { SeenAttempt, SeenBatch, SeenTarget } from '../../../core/steps/seen-target.ts';
import { stepMark } from '../../../core/steps/step-mark.ts';
import { doing, stepTitle } from '../../../core/steps/step-words.ts';
import type { TargetStatus } from '../../../core/fleet.ts';

const batch = (index: number, change: Partial<SeenBatch> = {}): SeenBatch => ({
  ...{ index, count: 4, name: `Part ${index}`, left: 4 - index, next: `Part ${index + 1}` },
  ...{ tasks_open: 35 - 6 * index, tasks_done: 6 * index },
  ...change,
});
const attempt = (change: Partial<SeenAttempt>): SeenAttempt => ({
  ...{ step: 'implement', status: 'SUCCEEDED', trigger: 'step', batch: null, duration_s: 60, failure: null },
  ...change,
});
const target = (change: Partial<SeenTarget>): SeenTarget => ({
  ...{ status: 'RUNNING', trigger: 'step', step: 'implement', steps: [], waiting: null, started_at: null, attempts: [] },
  ...change,
});

test.each<[Parameters<typeof stepMark>[0]['status'], string, TargetStatus, string]>([
  ['running', 'implement', 'RUNNING', 'current'],
  ['waiting', 'implement', 'PENDING', 'current'],
  ['pending', 'implement', 'PENDING', 'current'],
  ['pending', 'implement', 'CANCELLED', 'pending'],
  ['pending', 'verify', 'PENDING', 'pending'],
  ['done', 'implement', 'PENDING', 'done'],
  ['skipped', 'design', 'RUNNING', 'skipped'],
  ['failed', 'implement', 'FAILED', 'failed'],
])('a step that is %s, %s, of a target that is %s is marked %s', (status, name, ofTarget, mark) => {
  expect(stepMark({ name, status }, { step: 'implement', status: ofTarget })).toBe(mark);
});

describe('batches', () => {
  const now = Date.parse('2026-11-20T10:01:00.000Z');
  const at = (change: Partial<SeenTarget>) => batchProgress(target(change), now);
  const first = attempt({ batch: batch(1) });

  test.each<[string, Partial<SeenTarget>, string | undefined, string | undefined]>([
    ['none is told yet', { attempts: [attempt({})] }, undefined, undefined],
    ['the fleet has no steps', { step: null, attempts: [attempt({ step: null, batch: batch(1) })] }, undefined, undefined],
    ['another step goes on', { step: 'verify', attempts: [first] }, undefined, undefined],
    ['the second goes on', { attempts: [first] }, 'Implementing batch 2 of 4: Part 2', 'about 3m left'],
    [
      'the second has run for half of the mean',
      { attempts: [first], started_at: '2026-11-20T10:00:30.000Z' },
      'Implementing batch 2 of 4: Part 2',
      'about 3m left',
    ],
    [
      'the second has run for longer than the mean',
      { attempts: [first], started_at: '2026-11-20T09:00:30.000Z' },
      'Implementing batch 2 of 4: Part 2',
      'about 2m left',
    ],
    [
      'the worker tells no name',
      { attempts: [attempt({ batch: batch(1, { next: null }) })] },
      'Implementing batch 2 of 4',
      'about 3m left',
    ],
    [
      'the first failed',
      { attempts: [attempt({ status: 'FAILED', batch: batch(1) })] },
      'Implementing batch 1 of 4: Part 1',
      undefined,
    ],
    [
      'the second failed, and how long it took is not known',
      { attempts: [first, attempt({ status: 'FAILED', duration_s: null, batch: batch(2) })] },
      'Implementing batch 2 of 4: Part 2',
      'about 3m left',
    ],
    [
      'a batch took two attempts, of which one has no time',
      { attempts: [attempt({ status: 'FAILED', duration_s: null, batch: batch(1) }), first] },
      'Implementing batch 2 of 4: Part 2',
      'about 3m left',
    ],
    ['the last is done', { attempts: [attempt({ batch: batch(4) })] }, 'Implementing batch 4 of 4: Part 4', undefined],
    [
      'it waits before the next',
      { status: 'PENDING', attempts: [first], waiting: { for: 'gate' } },
      'Waits before batch 2 of 4: Part 2',
      'about 3m left',
    ],
    [
      'it waits for a review',
      { status: 'PENDING', attempts: [attempt({ batch: batch(4) })], waiting: { for: 'review' } },
      'Waits for a review after batch 4 of 4: Part 4',
      undefined,
    ],
    [
      'the target has ended in one',
      { status: 'FAILED', attempts: [attempt({ status: 'FAILED', batch: batch(1) })] },
      'Ended in batch 1 of 4: Part 1',
      undefined,
    ],
    ['the target has ended after one', { status: 'SKIPPED', attempts: [first] }, 'Implementing batch 2 of 4: Part 2', undefined],
  ])('%s', (_, change, expected, left) => {
    expect(at(change)?.batch).toBe(expected);
    expect(at(change)?.left).toBe(left);
  });

  test('tasks are those of the last attempt that told of them, at whichever step', () => {
    expect(taskCount({ attempts: [attempt({})] })).toBeUndefined();
    const count = taskCount({ attempts: [first, attempt({ batch: batch(2) }), attempt({ step: 'verify' })] });
    expect(count).toEqual({ done: 12, all: 35 });
    expect(at({ attempts: [first, attempt({ batch: batch(2) })] })?.tasks).toBe(tasksText({ done: 12, all: 35 }));
  });
});

describe('a heal', () => {
  const failed = (change: Partial<SeenAttempt> = {}) =>
    attempt({ status: 'FAILED', batch: batch(2), failure: { message: 'file not\nfound' }, ...change });
  const heal = { status: 'PENDING', trigger: 'heal' } as const;

  test.each<[string, Partial<SeenTarget>, string | undefined]>([
    ['is none where another attempt runs', { attempts: [failed()] }, undefined],
    ['is none where the target has ended', { ...heal, status: 'FAILED', attempts: [failed()] }, undefined],
    ['is to begin', { ...heal, attempts: [failed()] }, 'Auto-healing batch 2 (attempt 1 of 2): file not found'],
    [
      'runs',
      { ...heal, status: 'RUNNING', attempts: [failed(), attempt({ status: 'RUNNING', trigger: 'heal' })] },
      'Auto-healing batch 2 (attempt 1 of 2): file not found',
    ],
    [
      'is the second; one before a retry of a person does not count',
      { ...heal, attempts: [failed({ trigger: 'heal' }), failed({ trigger: 'retry' }), failed({ trigger: 'heal' })] },
      'Auto-healing batch 2 (attempt 2 of 2): file not found',
    ],
    [
      'was tried again by itself in between',
      { ...heal, attempts: [failed(), failed({ trigger: 'auto_retry' })] },
      'Auto-healing batch 2 (attempt 1 of 2): file not found',
    ],
    [
      'of a step without batches',
      { ...heal, step: 'verify', attempts: [failed({ step: 'verify', batch: null, failure: null })] },
      'Auto-healing verify (attempt 1 of 2)',
    ],
    ['of a fleet without steps', { ...heal, step: null, attempts: [] }, 'Auto-healing the work (attempt 1 of 2)'],
  ])('%s', (_, change, expected) => {
    expect(healingText(target(change), 2)).toBe(expected);
  });
});

test('names of steps as words', () => {
  expect([stepTitle('phase-1-core'), doing('verify'), doing('build')]).toEqual(['Phase 1 core', 'Verifying', 'Step build:']);
});
