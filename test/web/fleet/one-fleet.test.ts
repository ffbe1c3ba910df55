/** What the screen of one fleet says: why it waits, what helps, and its numbers. */
import type { FleetView, LogEntryView } from '../../../contracts/http/fleet.ts';
import { costFact, failureGauge, timeText, workLines } from '../../../web/fleet/facts.ts';
import { evidenceLine } from '../../../web/fleet/failure-words.ts';
import { whoOf, withActions, withNewer } from '../../../web/fleet/log-words.ts';
import { reasonRows } from '../../../web/reasons/reason-rows.ts';
import { reasonHeading } from '../../../web/reasons/reason-words.ts';
import { specOf } from '../../../web/fleet/spec-of-fleet.ts';
import { sampleFleet, samplePolicy } from '../../cli/samples.ts';

const actions = ['continue', 'retry', 'edit', 'cancel', 'approve', 'answer'] as const;

function waits(code: string, change: Partial<FleetView> = {}): FleetView {
  const counts = { PENDING: 15, SUCCEEDED: 3, FAILED: 3 };
  const reason = { code, message: 'Because.', since: '2026-11-20T10:00:00.000Z', actor: code === 'user' ? 'ana' : 'policy' };
  return sampleFleet({ status: 'PAUSED', reason, actions: [...actions], skip_remaining: true, ...change }, counts);
}

test.each([
  ['threshold', 'Paused: too much failed', ['Retry 3 and continue', 'Continue', 'Skip 15', 'Change the policy…']],
  [
    'uniform_failure',
    'Paused: the first ones all failed alike',
    ['Retry 3 and continue', 'Continue', 'Skip 15', 'Change the policy…'],
  ],
  ['budget', 'Paused: the budget is used up', ['Raise the budget…', 'Continue', 'Skip 15', 'Retry 3']],
  ['canary', 'Paused: the canary has ended', ['Continue with the other 15', 'Skip 15', 'Retry 3', 'Cancel…']],
  ['merge_ready', 'Paused: ready to be merged', ['Continue: merge', 'Skip 15', 'Retry 3', 'Cancel…']],
  ['step_gate', 'Paused: waits before the next step', ['Continue: next step', 'Skip 15', 'Retry 3', 'Cancel…']],
  ['batch_done', 'Paused: a batch is done', ['Next batch', 'Skip 15', 'Retry 3', 'Cancel…']],
  ['heal_failed', 'Paused: healing did not help', ['Retry 3 with a hint…', 'Retry 3 and continue', 'Continue', 'Skip 15']],
  ['question', 'Paused: an agent has asked something', ['Skip 15', 'Retry 3']],
  ['auth', 'Paused: credentials were refused', ['Continue', 'Skip 15', 'Retry 3']],
  ['review', 'Paused: changes wait for a review', ['Skip 15', 'Retry 3']],
  ['user', 'Paused by ana', ['Continue', 'Skip 15', 'Retry 3']],
  ['of_a_newer_service', 'Paused', ['Continue', 'Skip 15', 'Retry 3']],
])('what helps a fleet that waits for %s', (code, heading, labels) => {
  const fleet = waits(code, { budget: { fleet_usd: 10, target_usd: 2, heal_usd: 1 } });
  expect(reasonHeading(fleet)).toBe(heading);
  expect(reasonRows(fleet).map(({ label }) => label)).toEqual(labels);
});

test('one that has not started is approved or declined', () => {
  const fleet = waits('approval_required', { status: 'PENDING' });
  expect(reasonHeading(fleet)).toBe('Waits for an approval to start');
  expect(reasonRows(fleet).map(({ label }) => label)).toEqual(['Approve and start', 'Skip 15', 'Retry 3', 'Decline…']);
});

test('the group that needs an approval is named', () => {
  const [group] = waits('threshold').groups;
  if (group === undefined) throw new Error('The sample has a group.');
  const data = { ...group, path: 'data', approval: 'required' as const, counts: { ...group.counts, PENDING: 3 } };
  const message = 'The group data waits for an approval: continue to start it.';
  const fleet = waits('approval_required', { groups: [data] });
  const gated = { ...fleet, reason: fleet.reason && { ...fleet.reason, message } };
  expect(reasonHeading(gated)).toBe('Paused: the group data needs an approval');
  expect(reasonRows(gated)[0]).toMatchObject({ label: 'Approve the group data', says: 'start its 3 targets' });
});

test('targets that wait for a person are shown while the others run', () => {
  const fleet = sampleFleet({ questions: 1, reviews: 2, gates: 3 }, { RUNNING: 1, PENDING: 6 });
  expect(reasonHeading(fleet)).toBeUndefined();
  expect(reasonRows(fleet).map(({ says }) => says)).toEqual([
    '1 target waits for an answer; the answer is given in the target',
    '2 targets wait for a review: nothing is published before it is approved',
    '3 targets wait at a gate, and can be approved one by one',
  ]);
});

test('what still runs is told while it pauses and while it is being ended', () => {
  const counts = { RUNNING: 4, QUEUED: 1 };
  const reason = { code: 'threshold', message: '', since: '2026-11-20T10:00:00.000Z', actor: null };
  expect(reasonHeading(sampleFleet({ status: 'PAUSING', reason }, counts))).toBe('Pausing: too much failed; 5 still run');
  expect(reasonHeading(sampleFleet({ status: 'CANCELLING' }, counts))).toBe('Cancelling; 5 still run');
});

test.each<[Partial<FleetView>, object, object]>([
  [
    { failure: samplePolicy },
    { failed: 3, denominator: 6, until_breach: 1 },
    {
      share: '50.0 % of finished (3/6)',
      filled: 50,
      mark: 20,
      isOver: true,
      limit: 'limit 20 %, then pause',
      next: 'one more failure pauses it',
    },
  ],
  [
    { failure: { ...samplePolicy, threshold_percent: null, threshold_count: 10, action: 'abort' } },
    { failed: 3, denominator: 6, until_breach: 7 },
    { filled: 30, mark: 100, isOver: false, limit: 'limit 10 failures, then abort', next: '7 more failures abort it' },
  ],
])('failures against a limit', (change, judged, gauge) => {
  const fleet = sampleFleet(change, { FAILED: 3, SUCCEEDED: 3, PENDING: 6 });
  const progress = { ...fleet.progress, policy: judged as FleetView['progress']['policy'] };
  expect(failureGauge({ ...fleet, progress })).toMatchObject(gauge);
});

test('failures without a limit', () => {
  expect(failureGauge(sampleFleet({}, { FAILED: 1, SUCCEEDED: 3 }))).toMatchObject({
    ...{ share: '25.0 % of finished (1/4)', mark: null, isOver: false, limit: 'no limit', next: null },
  });
});

function costs(cost: Partial<FleetView['progress']['cost']>, counts: Parameters<typeof sampleFleet>[1]) {
  const fleet = sampleFleet({}, counts);
  return costFact({ ...fleet, progress: { ...fleet.progress, cost: { ...fleet.progress.cost, ...cost } } });
}

test('an unknown cost is never 0, and nothing is projected from it', () => {
  expect(costs({ known_usd: 0, unknown_count: 2 }, { SUCCEEDED: 2, PENDING: 2 })).toEqual({
    spent: 'unknown',
    lines: ['no budget'],
    bar: null,
  });
});

test('the cost against the budget', () => {
  const { spent, lines, bar } = costs(
    { known_usd: 5, unknown_count: 0, reserved_usd: 10, limit_usd: 20 },
    { SUCCEEDED: 2, PENDING: 2 },
  );
  expect([spent, ...lines]).toEqual([
    '$5.00',
    'of $20.00, $10.00 reserved',
    '$2.50 a target',
    'about $10.00 in all if it goes on so',
  ]);
  expect(bar).toMatchObject({ spent: 25, reserved: 50 });
});

test('time and work', () => {
  const fleet = sampleFleet({ launches_per_minute: 1, ramp: { start: 2, factor: 2 } }, { RUNNING: 1, PENDING: 3 });
  const now = Date.parse('2026-11-20T10:20:01.000Z');
  const stopped = { ...fleet, progress: { ...fleet.progress, elapsed_s: 1_200, active_s: 60, oldest_running_s: 75 } };
  expect(timeText(stopped, now)).toBe('20m 0s so far, 1m 0s of it not paused · about 5m to 8m of work left');
  expect(workLines(stopped)).toEqual([
    '1 of 4 slots',
    'the oldest for 1m 15s',
    'at most 1 launch a minute',
    'begins with 2, then × 2',
  ]);
  expect(timeText(sampleFleet({ started_at: null }), now)).toBe('not started');
});

const entry = (seq: number, action = 'launched'): LogEntryView => ({
  ...{ seq, at: '2026-11-20T10:00:00.000Z', actor: { kind: 'system' }, action, targets: [], target_count: 0 },
  ...{ ordinals: [], attempt: null, reason: '', counts: {} },
});

test('newer entries come before those that are there, each once, the newest first', () => {
  const log = { entries: [entry(2), entry(1)], older: null };
  expect(withNewer(log, [entry(2), entry(3), entry(4)]).entries.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
  expect(withNewer(log, [])).toBe(log);
  expect(withActions([entry(2, 'paused'), entry(1)], ['paused'])).toHaveLength(1);
  expect(whoOf({ actor: { kind: 'user', id: 'ana' } })).toBe('ana');
});

test.each([
  ['a\n\u001B[31mhandler_test.go:41: got 500\u001B[0m\n\n', 'verifier failed', 'handler_test.go:41: got 500'],
  ['exit code 1', 'The command failed: exit code 1', undefined],
  ['', 'No words', undefined],
])('the evidence %j', (evidence, summary, line) => {
  expect(evidenceLine({ evidence, summary })).toBe(line);
});

test('the settings as a document have what is set, and nothing else', () => {
  const spec = specOf(sampleFleet());
  expect(spec).toMatchObject({ title: 'Migrate to slog', workflow_ref: 'shell/run-v1', max_concurrency: 4 });
  expect(spec).not.toHaveProperty('budget');
  expect(spec).not.toHaveProperty('teams');
  expect(specOf(sampleFleet({ teams: ['payments'] }))).toMatchObject({ teams: ['payments'] });
  expect(spec).not.toHaveProperty('steps');
});
