import { healContext, type FailedAttempt } from '../../../core/steps/heal-context.ts';
import { utf8Bytes } from '../../../core/text/utf8-bytes.ts';

const failed: FailedAttempt = {
  failure: { class: 'verification', code: 'TASKS_OPEN', message: 'T002 is still open.' },
  step: 'implement',
  batch: { name: 'Core', task_ids: ['T001', 'T002'], done: ['T001'], open: ['T002'] },
  said: 'npm test: 1 failed',
  changed: true,
  diffStat: ' src/a.ts | 2 +-',
};

test('a heal is told what failed and where, what is done and left, what was printed and changed, and to do only that', () => {
  expect(healContext(failed)).toBe(
    [
      'The last attempt at the step implement failed (verification, TASKS_OPEN): T002 is still open.',
      'Batch "Core": tried T001, T002; done T001; left T002.',
      'The last that was printed:\nnpm test: 1 failed',
      'What it changed, and left in the branch:\n src/a.ts | 2 +-',
      'Work only on what is left, on top of what is in the branch.',
    ].join('\n\n'),
  );
});

test('what is not known is not told', () => {
  const nothing = { ...failed, step: null, batch: null, said: null, changed: null, diffStat: null };
  const told = [
    'The last attempt failed (verification, TASKS_OPEN): T002 is still open.',
    'Work only on what is left, on top of what is in the branch.',
  ].join('\n\n');
  expect(healContext(nothing)).toBe(told);
  expect(healContext({ ...nothing, said: '', diffStat: '' })).toBe(told);
  const batch = { name: 'Core', task_ids: ['T001'], done: [], open: ['T001'] };
  expect(healContext({ ...failed, changed: false, batch })).toMatch(/done none; left T001\..*It changed nothing\./s);
});

test('is cut, however long its parts are, and keeps what may be worked on', () => {
  const told = healContext({ ...failed, diffStat: '€'.repeat(70_000), said: '€'.repeat(70_000) });
  expect(utf8Bytes(told)).toBeLessThanOrEqual(65_536);
  expect(told).toContain('left T002');
  expect(told).toContain('Work only on what is left');
});
