import { defaultPolicy, type FailurePolicy } from '../../../core/failure-policy.ts';
import type { Command, CommandOf } from '../../../core/command.ts';
import type { Fact } from '../../../core/turn/facts.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { clearEffects, effectsOwed } from '../../../core/turn/effects.ts';
import { possibleActions } from '../../../core/commands/command-rules.ts';
import { progressOf } from '../../../core/ledger/progress.ts';
import { named, transition } from '../../../core/transition.ts';
import { fleetOf, timings, type FleetWishes } from '../fleet-world.ts';

const paths = new Map(Array.from({ length: 40 }, (_, ordinal) => [ordinal, `g/r${ordinal}`]));
const turn = (ledger: Ledger, facts: readonly Fact[] = [], now = 1_000): Ledger =>
  named(transition(ledger, facts, now, timings), paths).ledger;
/** Everything that is owed is done. */
const paid = (ledger: Ledger, now = 1_000): Ledger =>
  clearEffects(ledger, transition(ledger, [], now, timings).effects, now, timings);
const started = (total: number, cap: number, more: FleetWishes = {}): Ledger => paid(turn(fleetOf(total, cap, 0, more)));

const failing = (failureClass: 'agent' | 'network' = 'agent') =>
  ({ class: failureClass, code: 'X', message: 'm', retryable: false, by: 'user' }) as const;
const ended = (ledger: Ledger, ordinal: number, status: 'SUCCEEDED' | 'FAILED', failureClass?: 'agent' | 'network'): Fact => ({
  kind: 'task-seen',
  ordinal,
  attempt: ledger.attempts[ordinal] ?? 1,
  status,
  finalizing: false,
  failure: status === 'FAILED' ? failing(failureClass) : null,
  costUsd: 1,
  durationMs: 60_000,
  claimedAt: 0,
  overdue: false,

  waits: null,
  asks: false,
});
const end = (ledger: Ledger, letters: Readonly<Record<number, 'S' | 'F'>>, failureClass?: 'agent' | 'network'): Ledger =>
  turn(
    ledger,
    Object.entries(letters).map(([o, letter]) => ended(ledger, Number(o), letter === 'S' ? 'SUCCEEDED' : 'FAILED', failureClass)),
  );

let asked = 0;
const base = (ledger: Ledger) => ({
  id: `c${String((asked += 1)).padStart(4, '0')}`,
  actorId: 'ann',
  reason: null,
  at: 1_000,
  generation: ledger.generation,
  expectRevision: null,
});
const tell = (ledger: Ledger, command: Command, now = 1_000): Ledger => turn(ledger, [{ kind: 'command', command }], now);
const simple = (ledger: Ledger, kind: 'pause' | 'abort' | 'cancel', reason: string | null = null): Ledger =>
  tell(ledger, { ...base(ledger), kind, reason });
const goOn = (ledger: Ledger, more: Partial<CommandOf<'continue'>> = {}): Ledger =>
  tell(ledger, { ...base(ledger), kind: 'continue', skipRemaining: false, seenFailed: 99, ...more });
const retry = (ledger: Ledger, more: Partial<CommandOf<'retry'>> = {}): Ledger =>
  tell(ledger, { ...base(ledger), kind: 'retry', only: null, targets: null, resetBlocked: true, ...more });
const edit = (ledger: Ledger, changes: CommandOf<'edit'>['changes'], reason: string | null = null): Ledger =>
  tell(ledger, { ...base(ledger), kind: 'edit', changes, reason });

const events = (ledger: Ledger) => ledger.owedEvents.map(({ type }) => type);
const actions = (ledger: Ledger) => ledger.owedLog.map(({ action }) => action);
/** What the log and the event say of a breach. */
const sentences = (ledger: Ledger): unknown[] => [
  ledger.owedLog.find(({ action }) => action === 'breached')?.reason,
  ledger.owedEvents.find(({ type }) => type === 'Fleet Breached')?.detail.reason?.message,
];
const verdict = (ledger: Ledger) => ledger.verdicts.at(-1);
const policy: FailurePolicy = { ...defaultPolicy, uniformEarlyFailure: 0 };

describe('a breach', () => {
  test('stops the launches in the turn that records it, and says why, with numbers and names', () => {
    const ledger = end(started(12, 4, { policy }), { 0: 'S', 1: 'S', 2: 'S', 3: 'F' });
    expect(ledger).toMatchObject({
      status: 'PAUSED',
      revision: 2,
      reason: {
        code: 'threshold',
        message: 'failure threshold: 25.0 % of finished (1/4), 8.3 % of total (1/12), limit 20 %. Failed: g/r3.',
        actor: { kind: 'policy' },
      },
    });
    expect(ledger.statuses.filter((status) => status === 'PENDING')).toHaveLength(8);
    expect(events(ledger)).toEqual(['Fleet Breached', 'Fleet Paused']);
    expect(actions(ledger)).toEqual(['settled', 'settled', 'breached']);
    expect(progressOf(ledger, 1_000)).toMatchObject({ percent_failed_of_finished: 25, percent_failed_of_total: 8.3 });
  });

  test('mentions a target by its ordinal, until its path is put into each sentence alike', () => {
    const before = started(12, 4, { policy });
    const next = transition(
      before,
      [0, 1, 2, 3].map((o) => ended(before, o, o === 3 ? 'FAILED' : 'SUCCEEDED')),
      1_000,
      timings,
    );
    expect(next.mentioned).toEqual([3]);
    expect(sentences(next.ledger)).toEqual([expect.stringMatching(/ Failed: #3\.$/), next.ledger.reason?.message]);
    expect(named(next, new Map()).ledger).toBe(next.ledger);
    const read = named(next, new Map([[3, 'g/api']]));
    expect(sentences(read.ledger)).toEqual([expect.stringMatching(/ Failed: g\/api\.$/), read.ledger.reason?.message]);
    expect(read.effects).toEqual(effectsOwed(read.ledger));
    expect({ ...read, ledger: null, effects: null }).toEqual({ ...next, ledger: null, effects: null });
  });

  test('waits for what runs, keeps its reason current, and is told once', () => {
    const breached = end(started(20, 6, { policy }), { 0: 'S', 1: 'S', 2: 'F' });
    expect(breached).toMatchObject({ status: 'PAUSING', reason: { message: expect.stringContaining('(1/3)') as string } });
    const more = paid(breached);
    const settled = turn(
      more,
      [3, 4, 5].map((o) => ended(more, o, 'FAILED')),
      2_000,
    );
    expect(settled).toMatchObject({ status: 'PAUSED', reason: { since: 1_000 }, revision: 2 });
    expect(settled.reason?.message).toContain('66.7 % of finished (4/6)');
    expect(settled.reason?.message).toMatch(/Failed: g\/r2, g\/r3, g\/r4, g\/r5\.$/);
    expect(events(settled)).toEqual(['Fleet Paused']);
    expect(transition(paid(settled), [], 3_000, timings)).toMatchObject({ changed: false, mentioned: [] });
  });

  test('of a uniform failure keeps its numbers current too, also when a retry lowers them', () => {
    const uniform = { ...policy, thresholdPercent: 100, uniformEarlyFailure: 3 };
    const breached = paid(end(started(8, 4, { policy: uniform }), { 0: 'F', 1: 'F', 2: 'F' }));
    expect(breached.reason).toMatchObject({ code: 'uniform_failure', message: expect.stringContaining('(3/3)') as string });
    const settled = end(breached, { 3: 'F' });
    expect(settled).toMatchObject({ status: 'PAUSED', reason: { code: 'uniform_failure', since: 1_000 } });
    expect(settled.reason?.message).toContain('100.0 % of finished (4/4)');
    expect(events(settled)).toEqual(['Fleet Paused']);
    const some = retry(settled, { targets: [[0, 1]] });
    expect(some.reason?.message).toContain('(2/2)');
    const all = retry(some);
    expect(all).toMatchObject({ status: 'PAUSED', reason: { code: 'uniform_failure' } });
    expect(all.reason?.message).toContain('None of the failed ones is left.');
  });

  test('that only stands does not abort when the policy is edited to abort', () => {
    const settled = paid(end(started(12, 4, { policy }), { 0: 'S', 1: 'S', 2: 'S', 3: 'F' }));
    const retried = retry(settled);
    expect(edit(retried, { policy: { ...policy, action: 'abort' } })).toMatchObject({ status: 'PAUSED' });
  });

  test('names ten, and how many more', () => {
    const ledger = end(started(30, 12, { policy }), Object.fromEntries([...new Array(12).keys()].map((o) => [o, 'F'])));
    expect(ledger.reason?.message).toMatch(/g\/r9 and 2 more\.$/);
  });

  test('that aborts lets what runs finish, and ends ABORTED', () => {
    const breached = end(started(6, 4, { policy: { ...policy, thresholdCount: 1, thresholdPercent: null, action: 'abort' } }), {
      0: 'F',
    });
    expect(breached).toMatchObject({ status: 'ABORTING', reason: { code: 'threshold' } });
    expect(breached.reason?.message).toContain('limit 1 failure');
    expect(breached.statuses).toEqual(['FAILED', 'QUEUED', 'QUEUED', 'QUEUED', 'SKIPPED', 'SKIPPED']);
    expect(actions(breached)).toEqual(['settled', 'breached', 'aborted']);
    expect(events(breached)).toEqual(['Fleet Breached']);
    const done = end(breached, { 1: 'S', 2: 'S', 3: 'F' });
    expect(done).toMatchObject({ status: 'ABORTED', reason: { code: 'threshold' } });
  });

  test('by uniform failures is told once in a generation', () => {
    const uniform = { ...policy, thresholdPercent: 100, thresholdCount: 30, uniformEarlyFailure: 2 };
    const breached = end(started(20, 2, { policy: uniform }), { 0: 'F', 1: 'F' });
    expect(breached).toMatchObject({ status: 'PAUSED', reason: { code: 'uniform_failure' } });
    expect(breached.reason?.message).toMatch(/^uniform failure: the first 2 that finished all failed alike; 100\.0 %/);
    const on = paid(goOn(breached, { seenFailed: 0 }));
    expect(on.status).toBe('RUNNING');
    expect(end(on, { 2: 'F' }).status).toBe('RUNNING');
  });

  test('counts groups where it is asked to, and not the classes that it leaves out', () => {
    const groups = [
      { path: 'a', from: 0, to: 2 },
      { path: 'b', from: 2, to: 4 },
      { path: 'b/c', from: 3, to: 4 },
    ];
    const byGroup = { ...policy, unit: 'group', minFinished: 1, excludeClasses: ['network'] } as const;
    const fleet = started(4, 2, { policy: byGroup, groups, maxConcurrentGroups: 1 });
    expect(fleet.statuses).toEqual(['QUEUED', 'QUEUED', 'PENDING', 'PENDING']);
    const half = end(fleet, { 0: 'F' });
    expect(half.status).toBe('RUNNING');
    const breached = end(half, { 1: 'S' });
    expect(breached.reason?.message).toBe(
      'failure threshold: 100.0 % of finished groups (1/1), 50.0 % of total groups (1/2), limit 20 %, not counting network. Failed: a.',
    );
    expect(end(end(fleet, { 0: 'F' }, 'network'), { 1: 'S' }).status).toBe('RUNNING');
  });

  test('becomes the reason of a fleet that somebody paused', () => {
    const paused = paid(simple(started(20, 3, { policy }), 'pause'));
    const breached = end(paused, { 0: 'F', 1: 'F', 2: 'S' });
    expect(breached).toMatchObject({ status: 'PAUSED', reason: { code: 'threshold' }, revision: 2 });
    expect(events(breached)).toEqual(['Fleet Breached', 'Fleet Paused']);
  });

  test('comes again at once where more failed than the caller was shown', () => {
    const breached = end(started(20, 4, { policy }), { 0: 'F', 1: 'F', 2: 'S' });
    const more = end(paid(breached), { 3: 'F' });
    const on = goOn(more, { seenFailed: 2 });
    expect(on).toMatchObject({ status: 'PAUSED', acknowledgedFailures: 2, reason: { code: 'threshold' } });
    const seen = goOn(paid(on), { seenFailed: 3 });
    expect(seen).toMatchObject({ status: 'RUNNING', acknowledgedFailures: 3, reason: null });
    expect(seen.statuses.filter((status) => status === 'QUEUED')).toHaveLength(4);
    expect(actions(seen)).toEqual(['continued', 'launched']);
    expect(seen.owedLog[0]?.reason).toBe('Continued, 3 failures acknowledged.');
  });
});

describe('commands', () => {
  test('pause: nothing is launched, what has a slot goes on; continue launches again', () => {
    const paused = simple(started(4, 2), 'pause', 'lunch');
    expect(paused).toMatchObject({ status: 'PAUSING', reason: { code: 'user', message: 'lunch' } });
    expect(paused.owedLog.at(-1)?.reason).toContain('Reason given: lunch');
    const resting = end(paid(paused), { 0: 'S', 1: 'S' });
    expect(resting).toMatchObject({ status: 'PAUSED', pausedAt: 1_000 });
    expect(resting.statuses).toEqual(['SUCCEEDED', 'SUCCEEDED', 'PENDING', 'PENDING']);
    const waiting = paid(resting);
    expect(waiting.wakeAt).toBe(waiting.lastTickAt + 3_600_000);
    expect(verdict(simple(waiting, 'pause'))).toMatchObject({ result: 'no_change' });
    const on = goOn(waiting);
    expect(on.statuses).toEqual(['SUCCEEDED', 'SUCCEEDED', 'QUEUED', 'QUEUED']);
    expect(events(on)).toEqual(['Fleet Continued']);
    expect(possibleActions(on)).toEqual(['pause', 'abort', 'cancel', 'edit', 'cancel_targets', 'fail_targets']);
  });

  test('pausing, everything may end by itself', () => {
    const paused = simple(started(2, 2), 'pause');
    expect(end(paused, { 0: 'S', 1: 'S' })).toMatchObject({ status: 'SUCCEEDED', reason: null, pausedAt: null });
  });

  test('skip the rest: what runs finishes, and the end keeps the reason', () => {
    const skipped = goOn(started(4, 2), { skipRemaining: true, reason: 'enough' });
    expect(skipped).toMatchObject({ status: 'RUNNING', statuses: ['QUEUED', 'QUEUED', 'SKIPPED', 'SKIPPED'] });
    expect(actions(skipped)).toEqual(['skipped']);
    const done = end(paid(skipped), { 0: 'S', 1: 'S' });
    expect(done).toMatchObject({ status: 'PARTIAL', reason: { code: 'user', message: 'enough' } });
    const nothing = goOn(fleetOf(2), { skipRemaining: true });
    expect(nothing).toMatchObject({ status: 'ABORTED', reason: { message: 'The rest was skipped.' } });
  });

  test('abort, then cancel', () => {
    const aborting = simple(started(3, 2), 'abort');
    expect(aborting).toMatchObject({ status: 'ABORTING', reason: { message: 'Aborted.' } });
    expect(verdict(simple(aborting, 'abort'))).toMatchObject({ result: 'no_change' });
    const going = simple(aborting, 'cancel');
    expect(going).toMatchObject({ status: 'CANCELLING', owed: ['cancel', 'cancel', 'wake'] });
  });

  test('what no longer fits is refused with what is possible, and what waited too long', () => {
    const on = started(2, 1);
    const refused = goOn(on);
    expect(verdict(refused)).toMatchObject({ result: 'refused', code: 'INVALID_STATE' });
    expect(verdict(refused)?.message).toBe(
      'The fleet is RUNNING: continue is not possible. Possible now: pause, abort, cancel, edit, cancel targets, skip targets, fail targets.',
    );
    expect(actions(refused)).toEqual(['refused']);
    const late = tell(on, { ...base(on), kind: 'pause' }, 1_000_000);
    expect(verdict(late)?.message).toContain('stale');
    expect(verdict(tell(on, { ...base(on), kind: 'abort' }, 1_000_000))).toMatchObject({ result: 'applied' });
    const over = end(started(1, 1), { 0: 'S' });
    expect(verdict(simple(over, 'pause'))?.message).toContain('Possible now: nothing.');
  });

  test('edit: a raised cap launches in the same turn, a lowered one takes nothing away', () => {
    const raised = edit(started(4, 1), { maxConcurrency: 3, title: 'New' }, 'faster');
    expect(raised).toMatchObject({ settings: { title: 'New', maxConcurrency: 3 }, revision: 2 });
    expect(raised.statuses).toEqual(['QUEUED', 'QUEUED', 'QUEUED', 'PENDING']);
    expect(raised.owedLog[0]?.reason).toBe('Changed max_concurrency 1 → 3, title. Reason given: faster');
    const lowered = edit(paid(raised), { maxConcurrency: 1, launchesPerMinute: 5 });
    expect(lowered.statuses.filter((status) => status === 'QUEUED')).toHaveLength(3);
    expect(lowered.owedLog[0]?.reason).toBe('Changed max_concurrency 3 → 1, launches_per_minute none → 5.');
    expect(verdict(edit(lowered, { maxConcurrency: 1 }))).toMatchObject({ result: 'no_change' });
    const strict = edit(end(started(9, 3), { 0: 'F', 1: 'S', 2: 'S' }), { policy });
    expect(strict).toMatchObject({ status: 'PAUSING', reason: { code: 'threshold' } });
  });
});

describe('retry', () => {
  const half = (): Ledger => paid(end(started(3, 3), { 0: 'F', 1: 'S' }));

  test('in place: the failed ones wait again as new attempts, first in line', () => {
    const before = half();
    const again = retry(before);
    expect(again).toMatchObject({
      statuses: ['QUEUED', 'SUCCEEDED', 'QUEUED'],
      attempts: [2, 1, 1],
      triggers: ['retry', 'initial', 'initial'],
      generation: 1,
      cost: before.cost,
    });
    expect(again.owedLog[0]).toMatchObject({ action: 'retried', targets: [[0, 0]], reason: 'Retrying 1 target.' });
    expect(verdict(retry(again))).toMatchObject({ result: 'refused', code: 'NOTHING_TO_RETRY' });
  });

  test('lowers what was acknowledged to what has failed', () => {
    const breached = end(started(9, 3, { policy }), { 0: 'F', 1: 'F', 2: 'S' });
    const on = paid(goOn(breached));
    expect(on.acknowledgedFailures).toBe(2);
    expect(retry(on, { targets: [[0, 0]] }).acknowledgedFailures).toBe(1);
  });

  test('opens an ended fleet as the next generation', () => {
    const over = paid(end(half(), { 2: 'F' }));
    expect(over).toMatchObject({ status: 'PARTIAL', finishedAt: 1_000 });
    const again = retry(over, { reason: 'flaky' });
    expect(again).toMatchObject({ status: 'RUNNING', generation: 2, finishedAt: null, run: 2, eventSeq: 1 });
    expect(again.statuses).toEqual(['QUEUED', 'SUCCEEDED', 'QUEUED']);
    expect(events(again)).toEqual(['Fleet Started']);
    expect(again.owedEvents[0]?.detail.event_id).toBe(`${again.fleetId}-2-1`);
    expect(again.owedLog[0]?.reason).toBe('Retrying 2 targets; the fleet is open again, as generation 2. Reason given: flaky');
    const done = end(paid(again), { 0: 'S', 2: 'S' });
    expect(done.status).toBe('SUCCEEDED');
    const late = tell(paid(end(paid(again), { 0: 'F', 2: 'S' })), {
      ...base(over),
      kind: 'retry',
      only: null,
      targets: null,
      resetBlocked: true,
    });
    expect(verdict(late)?.message).toContain('opened again');
  });

  test('only what is chosen; named ones that cannot be retried are left, and told', () => {
    const over = paid(end(simple(started(4, 2), 'abort'), { 0: 'F', 1: 'S' }));
    expect(over.statuses).toEqual(['FAILED', 'SUCCEEDED', 'SKIPPED', 'SKIPPED']);
    expect(possibleActions(over)).toEqual(['retry']);
    expect(retry(over, { only: 'skipped' }).attempts).toEqual([1, 1, 2, 2]);
    const named = retry(over, { targets: [[1, 2]] });
    expect(named.attempts).toEqual([1, 1, 2, 1]);
    expect(verdict(named)).toMatchObject({ result: 'applied', refused: [1] });
    expect(verdict(named)?.message).toMatch(/^1 target of those named was left as it is/);
    expect(verdict(retry(over, { targets: [[0, 3]], only: 'failed' }))?.message).toMatch(/^3 targets of those named were left/);
    expect(verdict(retry(over, { targets: [[1, 1]] }))?.message).toContain('none is failed, lost, cancelled or skipped');
    expect(verdict(retry(over, { only: 'lost' }))?.message).toContain('none is lost');
    const usedUp: Ledger = { ...over, attempts: [35, 1, 1, 1] };
    expect(verdict(retry(usedUp))).toMatchObject({ result: 'refused', code: 'NOTHING_TO_RETRY' });
  });

  test('a message of a retry that finds nothing says so', () => {
    expect(verdict(retry(started(1, 1)))?.message).toBe('The fleet has no target to retry: none is failed or lost.');
  });
});

describe('a wait of days', () => {
  const paused = (): Ledger => paid(end(simple(started(3, 1), 'pause'), { 0: 'F' }));
  const day = 86_400_000;

  test('lets the children go that wait, and starts the next run when it is continued', () => {
    const waiting = paused();
    expect(turn(waiting, [{ kind: 'tick' }], day).children).toEqual([0, 1, 1]);
    const gone = transition(waiting, [{ kind: 'tick' }], day + 2_000, timings);
    expect(gone.ledger.children).toEqual([0, 0, 0]);
    expect(gone.effects).toContainEqual({ kind: 'wake', ordinal: 1, again: false });
    const kept = paid(gone.ledger, day + 2_000);
    const on = tell(kept, { ...base(kept), kind: 'continue', skipRemaining: false, seenFailed: 1, at: day }, day + 3_000);
    expect(on).toMatchObject({ children: [0, 2, 2], run: 2, startOwed: true });
    expect(on.owed.slice(1)).toEqual(['child-in-run', 'child-in-run']);
  });

  test('a run that is gone while the fleet waits is only noted', () => {
    const lost = turn(paused(), [{ kind: 'run-ended', run: 1, early: true }]);
    expect(lost).toMatchObject({ children: [0, 0, 0], run: 1, startOwed: false });
  });

  test('a fleet that never ran has no child to let go', () => {
    const waiting = paid(simple(fleetOf(2, 1, 0, { requireApproval: true }), 'pause'));
    expect(waiting.status).toBe('PAUSED');
    expect(turn(waiting, [{ kind: 'tick' }], day + 2_000).owed).toEqual(['none', 'none']);
  });
});

test('what a fleet waited before it started, and while it was paused, is no active time', () => {
  const paused = simple(fleetOf(2, 2, 0), 'pause');
  const later = tell(paused, { ...base(paused), kind: 'continue', skipRemaining: false, seenFailed: 0, at: 601_000 }, 601_000);
  expect(later).toMatchObject({ status: 'RUNNING', startedAt: 601_000 });
  expect(progressOf(later, 901_000)).toMatchObject({ elapsed_s: 300, active_s: 300 });
  const again = turn(
    tell(later, { ...base(later), kind: 'pause', at: 901_000 }, 901_000),
    [ended(later, 0, 'SUCCEEDED'), ended(later, 1, 'SUCCEEDED')],
    1_000_000,
  );
  expect(again.status).toBe('SUCCEEDED');
  const three = started(3, 2);
  const resting = turn(simple(three, 'pause'), [ended(three, 0, 'SUCCEEDED'), ended(three, 1, 'SUCCEEDED')], 11_000);
  expect(resting).toMatchObject({ status: 'PAUSED', pausedAt: 11_000 });
  expect(progressOf(resting, 99_000)).toMatchObject({ elapsed_s: 98, active_s: 10 });
  const gone = tell(resting, { ...base(resting), kind: 'cancel', at: 51_000 }, 51_000);
  expect(progressOf(gone, 99_000)).toMatchObject({ elapsed_s: 50, active_s: 10 });
});

test('the end of each generation tells what that one came to', () => {
  const completions = (ledger: Ledger) =>
    ledger.owedEvents.flatMap(({ type, detail }) => (type === 'Fleet Finished' ? [detail['completion']] : []));
  const first = end(started(4, 4), { 0: 'S', 1: 'F', 2: 'F', 3: 'S' });
  expect(completions(first)).toEqual([
    {
      ...{ outcome: 'PARTIAL', targets: { SUCCEEDED: 2, FAILED: 2 }, failures: { agent: 2 } },
      ...{ cost: { known_usd: 4, unknown_count: 0 }, elapsed_s: 0, active_s: 0 },
    },
  ]);
  const again = paid(retry(paid(first), { targets: [[1, 1]] }));
  const second = turn(again, [ended(again, 1, 'SUCCEEDED')], 31_000);
  expect(completions(second)).toEqual([
    {
      ...{ outcome: 'PARTIAL', targets: { SUCCEEDED: 1 }, failures: {} },
      ...{ cost: { known_usd: 1, unknown_count: 0 }, elapsed_s: 30, active_s: 30 },
    },
  ]);
});

test('the end of each target is owed where it is asked for, also while nothing can be published', () => {
  const fleet = started(2, 2, { notifyTargets: true });
  const failed = end(fleet, { 0: 'F' });
  expect(transition(failed, [], 1_000, timings).effects).toContainEqual({ kind: 'publish-ends', ordinal: 0, from: 1 });
  const again = end(retry(failed), { 0: 'S' });
  expect(transition(again, [], 1_000, timings).effects).toContainEqual({ kind: 'publish-ends', ordinal: 0, from: 1 });
  expect(paid(again)).toMatchObject({ firstUnpublished: [0, 0] });
  expect(end(started(1, 1), { 0: 'S' }).firstUnpublished).toEqual([0]);
});

describe('gates and pace', () => {
  test('a fleet that waits for an approval starts when it is continued', () => {
    const waiting = turn(fleetOf(2, 2, 0, { requireApproval: true }));
    expect(waiting).toMatchObject({ status: 'PENDING', run: 0, reason: { code: 'approval_required' } });
    expect(waiting.wakeAt).toBe(1_000 + 60_000);
    expect(paid(waiting).wakeAt).toBe(3_600_000);
    const on = goOn(paid(waiting));
    expect(on).toMatchObject({ status: 'RUNNING', reason: null, startedAt: 1_000, statuses: ['QUEUED', 'QUEUED'] });
    expect(events(on)).toEqual(['Fleet Started']);
    expect(on.owedLog[0]?.reason).toBe('Continued, approved.');
    const later = goOn(simple(paid(waiting), 'pause'));
    expect(events(later)).toEqual(['Fleet Paused', 'Fleet Started']);
    expect(retry(simple(paid(waiting), 'abort'), { only: 'skipped' })).toMatchObject({
      status: 'RUNNING',
      awaitsApproval: false,
    });
  });

  test('canaries run alone; then the fleet waits, once', () => {
    const fleet = started(5, 4, { canary: 2 });
    expect(fleet.statuses).toEqual(['QUEUED', 'QUEUED', 'PENDING', 'PENDING', 'PENDING']);
    const one = end(fleet, { 0: 'S' });
    expect(one.statuses[2]).toBe('PENDING');
    const through = end(paid(one), { 1: 'F' });
    expect(through).toMatchObject({ status: 'PAUSED', reason: { code: 'canary' } });
    expect(through.reason?.message).toContain('2 targets, 1 without success');
    const on = goOn(paid(through));
    expect(on.statuses.slice(2)).toEqual(['QUEUED', 'QUEUED', 'QUEUED']);
    const paused = end(simple(fleet, 'pause'), { 0: 'S', 1: 'S' });
    expect(paused).toMatchObject({ reason: { code: 'user' }, canaryPassed: true });
    expect(end(started(2, 2, { canary: 2 }), { 0: 'S', 1: 'S' }).status).toBe('SUCCEEDED');
  });

  test('a group that needs an approval is started when the fleet is continued past it', () => {
    const groups = [
      { path: 'a', from: 0, to: 1 },
      { path: 'b', from: 1, to: 2, approval: 'required' },
      { path: 'c', from: 2, to: 3, approval: 'required' },
    ] as const;
    const fleet = started(3, 3, { groups });
    expect(fleet.statuses).toEqual(['QUEUED', 'PENDING', 'PENDING']);
    const waiting = end(fleet, { 0: 'S' });
    expect(waiting).toMatchObject({ status: 'PAUSED', reason: { code: 'approval_required' } });
    expect(waiting.reason?.message).toContain('group b');
    const on = goOn(paid(waiting));
    expect(on.statuses).toEqual(['SUCCEEDED', 'QUEUED', 'PENDING']);
    expect(on.owedLog[0]?.reason).toBe('Continued, the group b approved.');
    expect(end(paid(on), { 1: 'S' }).reason?.message).toContain('group c');
  });

  test('an approval is asked for where the open group lacks it and no other may open', () => {
    const groups = [
      { path: 'a', from: 0, to: 1, approval: 'required' },
      { path: 'b', from: 1, to: 3 },
      { path: 'b/c', from: 2, to: 3, approval: 'required' },
      { path: 'd', from: 3, to: 4 },
    ] as const;
    const waiting = end(started(4, 3, { groups, maxConcurrentGroups: 1 }), { 1: 'S' });
    expect(waiting).toMatchObject({ status: 'PAUSED', statuses: ['PENDING', 'SUCCEEDED', 'PENDING', 'PENDING'] });
    expect(waiting.reason?.message).toContain('group b/c');
    const on = goOn(paid(waiting));
    expect(on.statuses).toEqual(['PENDING', 'SUCCEEDED', 'QUEUED', 'PENDING']);
    expect(end(paid(on), { 2: 'S' }).statuses[3]).toBe('QUEUED');
  });

  test('what is retried while a group waits for its approval does not take its place', () => {
    const groups = [
      { path: 'a', from: 0, to: 1 },
      { path: 'b', from: 1, to: 2, approval: 'required' },
    ] as const;
    const waiting = end(started(2, 3, { groups, maxConcurrentGroups: 1 }), { 0: 'F' });
    expect(waiting.reason?.message).toContain('group b');
    const on = goOn(retry(paid(waiting)));
    expect(on.owedLog.map(({ reason }) => reason)).toContain('Continued, the group b approved.');
    expect(on.statuses).toEqual(['QUEUED', 'PENDING']);
    expect(end(paid(on), { 0: 'S' }).statuses).toEqual(['SUCCEEDED', 'QUEUED']);
  });

  test('launches a minute', () => {
    const fleet = started(5, 5, { launchesPerMinute: 2 });
    expect(fleet.statuses.filter((status) => status === 'QUEUED')).toHaveLength(2);
    expect(fleet).toMatchObject({ heldUntil: 62_000, wakeAt: 62_000 });
    expect(turn(fleet, [], 61_999).statuses[2]).toBe('PENDING');
    const more = turn(fleet, [], 62_000);
    expect(more.statuses.filter((status) => status === 'QUEUED')).toHaveLength(4);
    expect(paid(more, 62_000).heldUntil).toBe(123_000);
    const free = turn(edit(more, { launchesPerMinute: null }), [], 63_000);
    expect(free).toMatchObject({ heldUntil: null });
    expect(free.recentLaunches.size).toBe(0);
    expect(simple(fleet, 'pause').wakeAt).not.toBe(62_000);
  });

  test('a ramp raises the cap with the successes', () => {
    const slots = (ledger: Ledger) => ledger.statuses.filter((status) => status === 'QUEUED').length;
    const first = started(20, 5, { ramp: { start: 1, factor: 2 } });
    expect(slots(first)).toBe(1);
    const second = end(first, { 0: 'S' });
    expect(slots(second)).toBe(2);
    const third = end(second, { 1: 'S', 2: 'S' });
    expect(slots(third)).toBe(4);
    expect(slots(end(third, { 3: 'S', 4: 'S', 5: 'S', 6: 'S' }))).toBe(5);
  });

  test('a group holds no more slots than its own cap, retried or not', () => {
    const groups = [
      { path: 'a', from: 0, to: 3, maxConcurrency: 1 },
      { path: 'b', from: 3, to: 5 },
    ];
    const fleet = started(5, 4, { groups });
    expect(fleet.statuses).toEqual(['QUEUED', 'PENDING', 'PENDING', 'QUEUED', 'QUEUED']);
    const failed = end(paid(fleet), { 0: 'F' });
    expect(failed.statuses[1]).toBe('QUEUED');
    expect(retry(paid(failed)).statuses.slice(0, 3)).toEqual(['PENDING', 'QUEUED', 'PENDING']);
  });
});

describe('an exclusive fleet', () => {
  const failed = (exclusive: boolean): Ledger => end(started(1, 1, { exclusive }), { 0: 'F' });

  test('owes the release of its repositories at its end, and is looked at until that is done', () => {
    const ledger = failed(true);
    expect(effectsOwed(ledger)).toContainEqual({ kind: 'release-claims', generation: 1 });
    const others = effectsOwed(ledger).filter(({ kind }) => kind !== 'release-claims');
    expect(clearEffects(ledger, others, 1_000, timings)).toMatchObject({ releaseOwed: true, wakeAt: 61_000 });
    expect(paid(ledger)).toMatchObject({ releaseOwed: false, wakeAt: null });
    expect(failed(false).releaseOwed).toBe(false);
  });

  test('is opened again unless another one has a repository', () => {
    const refused = retry(failed(true), { conflict: 'Another fleet has it.' });
    expect(verdict(refused)).toMatchObject({ result: 'refused', code: 'FLEET_CONFLICT', message: 'Another fleet has it.' });
    expect(refused).toMatchObject({ status: 'FAILED', generation: 1, releaseOwed: true });
    expect(retry(failed(true))).toMatchObject({ status: 'RUNNING', generation: 2, releaseOwed: false });
  });

  test('that goes on has its repositories, so its retry has no conflict', () => {
    const ledger = end(started(2, 2, { exclusive: true }), { 0: 'F' });
    expect(verdict(retry(ledger, { conflict: 'Of an older turn.' }))).toMatchObject({ result: 'applied' });
  });
});
