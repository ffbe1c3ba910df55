import { mostAnswers } from '../../../core/commands/answer.ts';
import { possibleActions } from '../../../core/commands/command-rules.ts';
import { attemptsUsedUp, personFailure } from '../../../core/failure.ts';
import { maxAttempts } from '../../../core/ledger/ledger-record.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { transition } from '../../../core/transition.ts';
import { edge, graphOf } from '../graph/graph-of.ts';
import { timings } from '../fleet-world.ts';
import {
  answer,
  asks,
  begun,
  entries,
  events,
  fails,
  goOn,
  lastId,
  now,
  retry,
  seen,
  succeeds,
  tell,
  told,
  turn,
  verdict,
} from '../told-fleet.ts';

const cancelTarget = (ledger: Ledger, ordinal: number): Ledger =>
  tell(ledger, { kind: 'cancel_targets', targets: [[ordinal, ordinal]] });
const skipTarget = (ledger: Ledger, ordinal: number): Ledger =>
  tell(ledger, { kind: 'skip_targets', targets: [[ordinal, ordinal]] });

describe('a question', () => {
  test('makes its target wait without a slot, and the next one is launched', () => {
    const ledger = asks(begun(3, 1), 0);
    expect(ledger).toMatchObject({
      status: 'RUNNING',
      statuses: ['PENDING', 'QUEUED', 'PENDING'],
      attempts: [2, 1, 1],
      triggers: ['answer', 'initial', 'initial'],
      autoRetries: [0, 0, 0],
      cost: { knownUsd: 1, unknownCount: 0 },
    });
    expect([...ledger.waiting]).toEqual([[0, now]]);
    expect([...ledger.slots.keys()]).toEqual([1]);
    expect(ledger.children[0]).toBe(0);
    expect(entries(ledger)).toEqual([
      'asked: 1 target asked a question and waits for an answer.',
      'launched: Launched 1 target.',
    ]);
  });

  test('is recorded as its task tells it, and told once', () => {
    const ledger = begun(2, 2);
    const facts = [seen(ledger, 0, { asks: true }), seen(ledger, 1, { asks: true })];
    const once = transition(ledger, facts, now, timings);
    expect(once.settlements).toMatchObject([
      { ordinal: 0, attempt: 1, trigger: 'initial', status: 'SUCCEEDED', asks: true, failure: null },
      { ordinal: 1, attempt: 1, asks: true },
    ]);
    expect(entries(once.ledger)[0]).toBe('asked: 2 targets asked a question and wait for an answer.');
    expect(transition(once.ledger, facts, now, timings).changed).toBe(false);
  });

  test('of the last ones that could go on pauses the fleet; an answer goes on', () => {
    const paused = asks(succeeds(begun(3, 3), 0), 1, 2);
    expect(paused).toMatchObject({ status: 'PAUSED', reason: { code: 'question', actor: { kind: 'policy' } } });
    expect(paused.reason?.message).toBe(
      `2 targets asked a question and wait for an answer; nothing else can run. Answer each: bgagent fleet answer ${paused.fleetId} --target PATH "TEXT".`,
    );
    expect(events(paused)).toEqual(['Fleet Paused']);
    expect(possibleActions(paused)).toContain('answer');
    const on = answer(told(paused), 2);
    expect(on).toMatchObject({ status: 'RUNNING', reason: null, statuses: ['SUCCEEDED', 'PENDING', 'QUEUED'] });
    expect([...on.answers]).toEqual([[2, lastId()]]);
    expect([...on.waiting.keys()]).toEqual([1]);
    expect(events(on)).toEqual(['Fleet Continued']);
    expect(entries(on)).toEqual([
      'answered: Answered the question of 1 target; the fleet goes on.',
      'launched: Launched 1 target.',
    ]);
    // When that attempt has its task the answer is forgotten; when it has ended, the other question stops the fleet again.
    const runs = turn(on, [seen(on, 2, { status: 'RUNNING' })]);
    expect([runs.statuses[2], runs.answers.size]).toEqual(['RUNNING', 0]);
    const again = succeeds(on, 2);
    expect(again.answers.size).toBe(0);
    expect(again.reason?.message).toContain(
      '1 target asked a question and waits for an answer; nothing else can run. Answer: bgagent',
    );
    const done = succeeds(answer(again, 1), 1);
    expect(done).toMatchObject({ status: 'SUCCEEDED', triggers: ['initial', 'answer', 'answer'] });
    expect(possibleActions(done)).not.toContain('answer');
  });

  test('may be followed by another one, by a failure, or by refused credentials', () => {
    const twice = asks(answer(asks(begun(1, 1), 0), 0), 0);
    expect(twice).toMatchObject({ status: 'PAUSED', attempts: [3], triggers: ['answer'] });
    expect([...twice.answers]).toEqual([]);
    const refused = fails(answer(twice, 0), 0, 'auth');
    expect(refused).toMatchObject({ status: 'PAUSED', attempts: [4], triggers: ['answer'], reason: { code: 'auth' } });
    expect([refused.waiting.size, refused.answers.size]).toEqual([0, 0]);
    expect(fails(goOn(refused), 0)).toMatchObject({ status: 'FAILED', attempts: [4] });
  });

  test('waits through pause and continue, and stops a continued fleet again', () => {
    const paused = tell(asks(begun(2, 2), 0), { kind: 'pause' });
    const answered = answer(succeeds(paused, 1), 0);
    expect(answered).toMatchObject({ status: 'PAUSED', reason: { code: 'user' }, statuses: ['PENDING', 'SUCCEEDED'] });
    expect(goOn(answered).statuses).toEqual(['QUEUED', 'SUCCEEDED']);
    const without = goOn(told(asks(begun(1, 1), 0)));
    expect(without).toMatchObject({ status: 'PAUSED', reason: { code: 'question' } });
    expect(events(without)).toEqual(['Fleet Continued', 'Fleet Paused']);
  });

  test('pauses the fleet only when no time is waited for', () => {
    const ledger = begun(2, 2, {}, 1);
    const passing = { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' } as const;
    const retried = turn(ledger, [seen(ledger, 0, { asks: true }), seen(ledger, 1, { status: 'FAILED', failure: passing })]);
    expect(retried).toMatchObject({ status: 'RUNNING', statuses: ['PENDING', 'PENDING'] });
    const paced = begun(2, 1, { launchesPerMinute: 1 });
    expect(asks(paced, 0)).toMatchObject({ status: 'RUNNING', statuses: ['PENDING', 'PENDING'] });
    const last = begun(1, 1, { launchesPerMinute: 1 });
    expect(asks(last, 0)).toMatchObject({ status: 'PAUSED', reason: { code: 'question' } });
  });

  test('holds back what depends on its target, its canary and its group', () => {
    const dependent = asks(begun(2, 2, { graph: graphOf(2, [edge(1, 0)]) }), 0);
    expect(dependent).toMatchObject({ status: 'PAUSED', reason: { code: 'question' }, statuses: ['PENDING', 'PENDING'] });
    const canary = asks(begun(3, 3, { canary: 1 }), 0);
    expect(canary).toMatchObject({ status: 'PAUSED', reason: { code: 'question' }, canaryPassed: false });
    expect(succeeds(answer(canary, 0), 0).reason?.code).toBe('canary');
    const groups = [
      { path: 'a', from: 0, to: 1 },
      { path: 'b', from: 1, to: 2 },
    ];
    const grouped = asks(begun(2, 2, { groups, maxConcurrentGroups: 1 }), 0);
    expect(grouped).toMatchObject({ reason: { code: 'question' }, statuses: ['PENDING', 'PENDING'] });
  });

  test('that nobody needs to answer any more lets the fleet go on with what can be launched, though others ask', () => {
    const graph = graphOf(3, [{ ...edge(2, 0), optional: true }]);
    const ledger = asks(begun(3, 3, { graph }), 0, 1);
    expect(ledger).toMatchObject({ status: 'PAUSED', statuses: ['PENDING', 'PENDING', 'PENDING'] });
    const on = skipTarget(told(ledger), 0);
    expect(on).toMatchObject({ status: 'RUNNING', statuses: ['SKIPPED', 'PENDING', 'QUEUED'] });
    expect(entries(on)[1]).toBe('continued: Continued: a target can be launched again.');
    expect(events(on)).toEqual(['Fleet Continued']);
    const others = skipTarget(told(asks(begun(2, 2), 0, 1)), 0);
    expect(others).toMatchObject({ status: 'PAUSED', statuses: ['SKIPPED', 'PENDING'] });
    expect(others.reason?.message).toMatch(/^1 target asked a question and waits for an answer; /);
  });

  test('comes after the approval that another group waits for', () => {
    const groups = [
      { path: 'a', from: 0, to: 1 },
      { path: 'b', from: 1, to: 2, approval: 'required' as const },
    ];
    const gated = asks(begun(2, 2, { groups }), 0);
    expect(gated.reason?.code).toBe('approval_required');
    expect(goOn(gated).statuses).toEqual(['PENDING', 'QUEUED']);
  });

  test('leaves its target without a child, and the answered one gets a run', () => {
    const ledger = asks(begun(60, 1), 0);
    expect(ledger.children[0]).toBe(0);
    expect(turn(ledger).children[0]).toBe(0);
    const answered = answer(ledger, 0);
    expect(answered.run).toBe(1);
    const free = succeeds(answered, 1);
    expect(free).toMatchObject({ run: 2, owed: expect.arrayContaining([]) as unknown });
    expect(free.statuses[0]).toBe('QUEUED');
    expect(free.children[0]).toBe(2);
  });
});

describe('a target that waits for an answer ends as one that waits to be launched', () => {
  const waits = (): Ledger => asks(begun(2, 2), 0);
  test.each<[string, (ledger: Ledger) => Ledger, string]>([
    ['cancel of the target', (ledger) => cancelTarget(ledger, 0), 'CANCELLED'],
    ['skip of the target', (ledger) => skipTarget(ledger, 0), 'SKIPPED'],
    ['cancel', (ledger) => tell(ledger, { kind: 'cancel' }), 'CANCELLED'],
    ['abort', (ledger) => tell(ledger, { kind: 'abort' }), 'SKIPPED'],
    ['skipping the rest', (ledger) => tell(ledger, { kind: 'continue', skipRemaining: true, seenFailed: 0 }), 'SKIPPED'],
  ])('%s', (_, command, status) => {
    const ledger = command(waits());
    expect(ledger.statuses[0]).toBe(status);
    expect(ledger.waiting.size).toBe(0);
    const answered = command(answer(tell(waits(), { kind: 'pause' }), 0));
    expect([answered.statuses[0], answered.answers.size]).toEqual([status, 0]);
  });

  test('the fleet goes on where only the question had stopped it', () => {
    const groups = [
      { path: 'a', from: 0, to: 1 },
      { path: 'b', from: 1, to: 2 },
    ];
    const paused = told(asks(begun(2, 2, { groups, maxConcurrentGroups: 1 }), 0));
    const on = skipTarget(paused, 0);
    expect(on).toMatchObject({ status: 'RUNNING', statuses: ['SKIPPED', 'QUEUED'] });
    expect(entries(on)).toContain('continued: Continued: no target waits for an answer any more.');
    expect(events(on)).toEqual(['Fleet Continued']);
    const stillAsked = skipTarget(asks(begun(2, 2), 0, 1), 0);
    expect(stillAsked).toMatchObject({ status: 'PAUSED', reason: { code: 'question' } });
    expect(skipTarget(stillAsked, 1).status).toBe('ABORTED');
  });
});

describe('a question that comes when', () => {
  const failedByPerson = (ledger: Ledger): Ledger => tell(ledger, { kind: 'fail_targets', targets: [[0, 0]] });
  test.each<[string, (ledger: Ledger) => Ledger, object]>([
    [
      'the fleet is aborted',
      (ledger) => tell(ledger, { kind: 'abort' }),
      { status: 'ABORTED', statuses: ['SKIPPED'], attempts: [2] },
    ],
    ['the fleet is cancelled', (ledger) => tell(ledger, { kind: 'cancel' }), { status: 'CANCELLED', statuses: ['CANCELLED'] }],
    ['its target is cancelled', (ledger) => cancelTarget(ledger, 0), { status: 'CANCELLED', statuses: ['CANCELLED'] }],
    [
      'its target is failed',
      failedByPerson,
      { status: 'FAILED', statuses: ['FAILED'], attempts: [1], failedByPerson: new Set([0]) },
    ],
    ['no attempt is left', (ledger) => ({ ...ledger, attempts: [maxAttempts] }), { statuses: ['FAILED'], classes: ['config'] }],
  ])('%s ends the target', (_, before, expected) => {
    const ledger = before(begun(1, 1));
    const facts = [seen(ledger, 0, { asks: true })];
    const ended = turn(ledger, facts);
    expect(ended).toMatchObject(expected);
    expect([ended.waiting.size, ended.stops.size, ended.slots.size]).toEqual([0, 0, 0]);
    expect(transition(ended, facts, now, timings).changed).toBe(false);
  });

  test('its target ends is recorded with the failure that it is', () => {
    const failing = failedByPerson(begun(1, 1));
    const of = (ledger: Ledger) => transition(ledger, [seen(ledger, 0, { asks: true })], now, timings).settlements;
    expect(of(failing)).toMatchObject([{ status: 'FAILED', failure: personFailure }]);
    expect(of({ ...begun(1, 1), attempts: [maxAttempts] })).toMatchObject([{ status: 'FAILED', failure: attemptsUsedUp }]);
  });

  test('the time of its task is over is none: the target is LOST', () => {
    const ledger = begun(1, 1);
    const lost = turn(ledger, [seen(ledger, 0, { asks: true, overdue: true })]);
    expect(lost.statuses).toEqual(['LOST']);
    const late = transition(lost, [seen(lost, 0, { asks: true })], now, timings);
    expect(late.ledger.statuses).toEqual(['LOST']);
  });
});

describe('commands about single targets', () => {
  test('say how many tasks they stop', () => {
    const both = tell(asks(begun(3, 3), 0), { kind: 'cancel_targets', targets: [[0, 2]] });
    expect(entries(both).at(-1)).toBe('cancelled: Cancelled 3 targets; 2 tasks are being stopped.');
    const one = tell(asks(begun(2, 2), 0), { kind: 'cancel_targets', targets: [[1, 1]] });
    expect(entries(one).at(-1)).toBe('cancelled: Cancelled 1 target; 1 task is being stopped.');
  });
});

describe('an answer', () => {
  const refusal = (ledger: Ledger) => [verdict(ledger)?.code, verdict(ledger)?.message, verdict(ledger)?.refused];

  test('fits only a target that waits for one', () => {
    const ledger = asks(begun(2, 2), 0);
    expect(refusal(answer(ledger, 1))).toEqual(['INVALID_STATE', 'The target waits for no answer: it is QUEUED.', [1]]);
    // Whether it waits for a slot, or has got one.
    for (const asking of [tell(ledger, { kind: 'pause' }), ledger]) {
      const second = answer(answer(asking, 0), 0);
      expect(refusal(second)).toEqual([
        'INVALID_STATE',
        'The target waits for no answer: its question was answered already.',
        [0],
      ]);
      expect(second.answers.size).toBe(1);
    }
  });

  test('or a skip comes before a retry of its target', () => {
    const ledger = asks(begun(2, 2), 0);
    const refused = retry(ledger, { targets: [[0, 0]] });
    expect(verdict(refused)?.code).toBe('NOTHING_TO_RETRY');
    expect(verdict(refused)?.message).toContain('is answered, or skipped and then retried.');
    const retried = retry(skipTarget(ledger, 0), { targets: [[0, 0]] });
    expect(retried).toMatchObject({ statuses: ['QUEUED', 'QUEUED'], attempts: [3, 1], triggers: ['retry', 'initial'] });
  });

  test('is for one target', () => {
    const ledger = asks(begun(2, 2), 0, 1);
    const both = tell(ledger, { kind: 'answer', targets: [[0, 1]] });
    expect(verdict(both)).toMatchObject({ result: 'refused', message: 'An answer is for one target: name exactly one.' });
    expect(verdict(tell(ledger, { kind: 'answer', targets: [] }))?.result).toBe('refused');
    expect(both.waiting.size).toBe(2);
  });

  test('is not for a question that was asked after it', () => {
    const early = answer(asks(begun(1, 1), 0), 0, now - 1);
    expect(refusal(early)).toEqual([
      'INVALID_STATE',
      'The target has asked anew since this answer was given. Read its question and answer again.',
      [0],
    ]);
  });

  test('has to wait where very many answered targets wait for a slot', () => {
    const total = mostAnswers + 2;
    const ledger = asks(begun(total, 1), 0);
    const [, , ...others] = ledger.statuses.keys();
    const many = {
      ...ledger,
      answers: new Map(others.slice(1).map((o) => [o, `c-${o}`])),
    };
    expect(verdict(answer(many, 0))?.result).toBe('applied');
    const full = { ...many, answers: new Map([...many.answers, [1, 'x']]) };
    expect(refusal(answer(full, 0))).toEqual([
      'INVALID_STATE',
      '1,000 answered targets have not started yet. Answer again when some of them have; a higher max_concurrency helps.',
      [0],
    ]);
  });
});
