import { nextStep } from '../../../core/steps/next-step.ts';

test('a failure without a cause, of a step that is not there, ends its target', () => {
  const place = {
    steps: [],
    at: 0,
    healsLeft: 1,
    autoRetriesLeft: 1,
    attemptsLeft: 1,
    pauseBetween: null,
    ...{ reviews: false, publishes: false },
    fleetStatus: 'RUNNING',
  } as const;
  const end = {
    status: 'FAILED',
    failure: null,
    skipped: false,
    batchesLeft: 0,
    isHeal: false,
    changed: null,
    reviewable: false,
  } as const;
  const failed = { status: 'FAILED', step: 0, trigger: null, waitsAt: null, code: null };
  expect(nextStep(place, end)).toEqual(failed);
  const agents = { class: 'agent', by: 'user', code: 'X' } as const;
  expect(nextStep(place, { ...end, failure: agents })).toEqual({ ...failed, code: 'X' });
});
