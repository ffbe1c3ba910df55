/** What the panel of a target says of its attempts, failures and steps. */
import type { AttemptView } from '../../../contracts/http/fleet.ts';
import { attemptLabel, attemptToShow, lastBegun, toldTo } from '../../../web/targets/attempt-words.ts';
import { failureLines, moveOf } from '../../../web/targets/failure-words.ts';
import { commandsOfOne, mayRetry } from '../../../web/targets/selected-commands.ts';
import { stepWords } from '../../../web/targets/step-words.ts';

type Labelled = Parameters<typeof attemptLabel>[0];

test.each<[Labelled, string]>([
  [{ attempt: 1, trigger: 'initial', status: 'FAILED', step: null }, '1 · first try · failed'],
  [{ attempt: 2, trigger: 'heal', status: 'RUNNING', step: null }, '2 · heal · running'],
  [{ attempt: 3, trigger: 'step', status: 'SUCCEEDED', step: 'verify' }, '3 · verify · succeeded'],
  [
    { attempt: 4, trigger: 'auto_retry', status: 'AWAITING_INPUT', step: 'verify' },
    '4 · verify: tried again by itself · needs input',
  ],
])('%j', (attempt, label) => {
  expect(attemptLabel(attempt)).toBe(label);
});

const begun = (attempt: number) => ({ attempt, task_id: `T${attempt}`, failure: null });
const waits = { attempt: 3, task_id: null, failure: null };

test('the last attempt that has begun is shown, unless the address names another', () => {
  const attempts = [begun(1), begun(2), waits];
  expect(attemptToShow(attempts, null)?.attempt).toBe(2);
  expect(attemptToShow(attempts, '1')?.attempt).toBe(1);
  expect(attemptToShow(attempts, '3')?.attempt).toBe(3);
  expect(attemptToShow(attempts, '7')?.attempt).toBe(2);
  expect(attemptToShow([waits], null)?.attempt).toBe(3);
  expect(attemptToShow<typeof waits>([], null)).toBeUndefined();
  expect(lastBegun([waits])).toBeUndefined();
  expect(
    lastBegun([{ ...waits, failure: { class: 'rejected', code: 'X', message: 'no', retryable: false, by: 'user' } }])?.attempt,
  ).toBe(3);
});

const untold = { words: null, steering: null, question: null, answer: null };

test('what an attempt was told', () => {
  const words: NonNullable<AttemptView['words']> = {
    ...{ task_description: null, hint: 'Use slog.', agent: 'codex', model: null, max_turns: 5, budget_usd: 2, resume: true },
  };
  expect(toldTo(untold)).toEqual([]);
  expect(toldTo({ ...untold, words })).toEqual([
    { title: 'Told besides the description', text: 'Use slog.' },
    { title: 'Done otherwise', text: 'agent codex, 5 turns at most, $2 at most, in the session of the last attempt' },
  ]);
  expect(toldTo({ ...untold, question: 'Which?', answer: 'The first.', steering: 'Shorter.' }).map(({ title }) => title)).toEqual(
    ['Told in a review', 'It asked', 'It was answered'],
  );
});

test('a failure is a headline, further lines, and whose move it is', () => {
  expect(failureLines({ class: 'agent', message: '\u001B[31mexit code 1\u001B[0m\nline 2\nline 3\n' })).toEqual({
    ...{ headline: 'agent: exit code 1', more: 'line 2\nline 3' },
  });
  expect(failureLines({ class: 'lost', message: '' })).toEqual({ headline: 'lost: ', more: '' });
  expect(['transient', 'service', 'user', 'moon'].map((by) => moveOf({ by }))).toEqual([
    'The same may work later: retry it.',
    'Who runs the service has to act.',
    'The request has to change, or what it works on.',
    '',
  ]);
});

test('the commands on one target', () => {
  const failure = { class: 'agent', code: 'X', message: 'no', retryable: false, by: 'user' };
  const labels = (target: Parameters<typeof commandsOfOne>[1], ...actions: Parameters<typeof commandsOfOne>[0]) =>
    commandsOfOne(actions, target).map(({ label }) => label);
  expect(labels({ status: 'PENDING', failure: null }, 'skip_targets', 'cancel_targets', 'approve')).toEqual([
    'Skip it',
    'Cancel it',
  ]);
  expect(labels({ status: 'CANCELLED', failure: null }, 'retry')).toEqual(['Retry it']);
  expect(labels({ status: 'FAILED', failure }, 'retry')).toEqual([]);
  expect([mayRetry(['retry'], 'FAILED'), mayRetry([], 'FAILED'), mayRetry(['retry'], 'SUCCEEDED')]).toEqual([true, false, false]);
});

test('a step in words', () => {
  const step = {
    name: 'build',
    status: 'done',
    healed: false,
    batch: null,
    attempts: [1],
    cost_usd: null,
    started_at: null,
    finished_at: null,
  } as const;
  expect(stepWords({ ...step, attempts: [1] })).toBe('done');
  const batch = {
    ...{ index: 2, count: 4, name: 'Core', task_ids: [], done: [], open: [], left: 0, tasks_open: 1, tasks_done: 3 },
    ...{ used_fallback: false, warnings: [] },
  };
  expect(stepWords({ ...step, status: 'running', healed: true, attempts: [1, 2], cost_usd: 0.4, batch })).toBe(
    'running · batch 2 of 4: Core · 1 task open · healed · 2 attempts · $0.40',
  );
});
