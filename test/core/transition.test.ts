import type { Command } from '../../core/command.ts';
import type { Fact } from '../../core/turn/facts.ts';
import { decodeLedger, encodeLedger } from '../../core/ledger/ledger-record.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { finalStatus } from '../../core/ledger/aggregate.ts';
import { countStatuses } from '../../core/fleet.ts';
import { transition } from '../../core/transition.ts';
import { fleetOf, FleetWorld, timings } from './fleet-world.ts';

const seen = (ordinal: number, attempt: number, more: Partial<Extract<Fact, { kind: 'task-seen' }>> = {}): Fact => ({
  kind: 'task-seen',
  ordinal,
  attempt,
  status: 'SUCCEEDED',
  finalizing: false,
  failure: null,
  costUsd: 0.5,
  durationMs: 1_000,
  claimedAt: 0,
  overdue: false,

  waits: null,
  asks: false,
  ...more,
});
const cancel = (id: string, more: Partial<Pick<Command, 'reason' | 'at' | 'generation' | 'expectRevision'>> = {}): Fact => ({
  kind: 'command',
  command: { kind: 'cancel', id, actorId: 'ann', reason: null, at: 0, generation: 1, expectRevision: null, ...more },
});
const turn = (ledger: Ledger, facts: readonly Fact[], now = 1_000): Ledger => transition(ledger, facts, now, timings).ledger;
const started = (total: number, cap = 2): Ledger => turn(fleetOf(total, cap), []);
const actions = (ledger: Ledger) => ledger.owedLog.map((entry) => entry.action);

test('the first turn starts the fleet, fills the cap, and owes the run and the event', () => {
  const { ledger, effects } = transition(fleetOf(3), [], 1_000, timings);
  expect(ledger).toMatchObject({
    status: 'RUNNING',
    startedAt: 1_000,
    statuses: ['QUEUED', 'QUEUED', 'PENDING'],
    run: 1,
    startOwed: true,
  });
  expect(effects.map((effect) => effect.kind)).toEqual(['start-run', 'publish', 'log', 'log']);
  expect(effects[0]).toEqual({ kind: 'start-run', run: 1, generation: 1, ordinals: [0, 1, 2] });
  expect(actions(ledger)).toEqual(['submitted', 'launched']);
});

test('one finishes, one starts, in the same turn', () => {
  const ledger = turn(started(3), [seen(0, 1)]);
  expect(ledger.statuses).toEqual(['SUCCEEDED', 'QUEUED', 'QUEUED']);
  expect(ledger.owed[0]).toBe('none');
});

const last = (ledger: Ledger) => ledger.owedLog.at(-1);

test('a move that there is not is refused, and told once per attempt however often it is seen', () => {
  const running = turn(started(2), [seen(0, 1, { status: 'RUNNING' })]);
  expect(running.statuses).toEqual(['RUNNING', 'QUEUED']);
  const refused = turn(running, [seen(0, 1, { status: 'QUEUED' })]);
  expect(refused.statuses).toEqual(['RUNNING', 'QUEUED']);
  expect(last(refused)).toMatchObject({ action: 'refused', targets: [[0, 0]], attempt: 1, actor: { kind: 'system' } });
  expect(transition(refused, [seen(0, 1, { status: 'QUEUED' })], 1_000, timings).changed).toBe(false);

  const ended = turn(refused, [seen(0, 1), seen(1, 1)]);
  const late = turn(ended, [seen(1, 1, { status: 'RUNNING' })]);
  expect(late.statuses).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(last(late)).toMatchObject({ action: 'refused', targets: [[1, 1]] });
  expect(last(late)?.reason).toContain('SUCCEEDED');
});

test('an entry of the log names the attempt where its targets are all at the same one', () => {
  const failing = {
    status: 'FAILED',
    failure: { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' },
  } as const;
  const first = started(2);
  expect(first.owedLog.map(({ action, attempt }) => [action, attempt])).toEqual([
    ['submitted', undefined],
    ['launched', 1],
  ]);
  const again = turn(first, [seen(0, 1, failing)]);
  expect(last(again)).toMatchObject({ action: 'retried', attempt: 2 });
  const mixed = turn(turn(again, [], 60_000), [seen(0, 2), seen(1, 1)]);
  const settled = mixed.owedLog.find(({ action }) => action === 'settled');
  expect(settled).not.toHaveProperty('attempt');
});

test('the last result ends the fleet, with one event that says so', () => {
  const ledger = turn(started(2), [
    seen(0, 1),
    seen(1, 1, { status: 'FAILED', failure: { class: 'agent', code: 'X', message: 'm', retryable: false, by: 'user' } }),
  ]);
  expect(ledger).toMatchObject({ status: 'PARTIAL', finishedAt: 1_000, cost: { knownUsd: 1, unknownCount: 0 } });
  const finished = ledger.owedEvents.filter((event) => event.type === 'Fleet Finished');
  expect(finished).toHaveLength(1);
  expect(finished[0]?.detail).toMatchObject({
    event_id: `${ledger.fleetId}-1-2`,
    status: 'PARTIAL',
    progress: { finished: 2, failures: { agent: 1 } },
  });
});

test('an automatic retry waits, longer each time, and gives up after as many as allowed', () => {
  const transient = {
    status: 'FAILED',
    failure: { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' },
  } as const;
  let ledger = started(1);
  let now = 1_000;
  const waits: number[] = [];
  for (const attempt of [1, 2]) {
    ledger = turn(ledger, [seen(0, attempt, transient)], now);
    expect(ledger).toMatchObject({ statuses: ['PENDING'], attempts: [attempt + 1], triggers: ['auto_retry'] });
    const until = ledger.backoffs.get(0) ?? 0;
    waits.push(until - now);
    expect(ledger.wakeAt).toBeLessThanOrEqual(until);
    expect(turn(ledger, [], until - 1).statuses).toEqual(['PENDING']);
    now = until;
    ledger = turn(ledger, [], now);
    expect(ledger.statuses).toEqual(['QUEUED']);
  }
  expect(waits[0]).toBeLessThanOrEqual(30_000);
  expect(waits[1]).toBeGreaterThanOrEqual(30_000);
  expect(turn(ledger, [seen(0, 3, transient)], now)).toMatchObject({
    statuses: ['FAILED'],
    status: 'FAILED',
    classes: ['network'],
  });
});

test('a cancel before the start ends the fleet without a run', () => {
  const ledger = turn(fleetOf(2), [cancel('c1', { reason: 'changed my mind' })]);
  expect(ledger).toMatchObject({
    status: 'CANCELLED',
    run: 0,
    startOwed: false,
    revision: 2,
    reason: { code: 'user', message: 'changed my mind' },
  });
  expect(ledger.owedEvents.map((event) => event.type)).toEqual(['Fleet Finished']);
});

test('a cancel is applied once; the next finds nothing to change; one for an ended fleet is refused', () => {
  const going = turn(started(3), [cancel('c1')]);
  expect(going).toMatchObject({
    status: 'CANCELLING',
    statuses: ['QUEUED', 'QUEUED', 'CANCELLED'],
    owed: ['cancel', 'cancel', 'wake'],
  });
  expect(turn(going, [cancel('c1')]).verdicts).toEqual(going.verdicts);
  expect(turn(going, [cancel('c2')]).verdicts.at(-1)).toMatchObject({ result: 'no_change' });
  const ended = turn(
    going,
    [0, 1].map((ordinal): Fact => ({ kind: 'key-closed', ordinal, attempt: 1, rejection: null })),
  );
  expect(ended).toMatchObject({ status: 'CANCELLED', cost: { knownUsd: 0 } });
  expect(turn(ended, [cancel('c3')]).verdicts.at(-1)).toMatchObject({ result: 'refused', code: 'INVALID_STATE' });
});

test('a command for another revision, or an old one for another generation, is refused', () => {
  expect(turn(started(1), [cancel('c1', { expectRevision: 7 })]).verdicts[0]).toMatchObject({
    result: 'refused',
    code: 'VERSION_MISMATCH',
  });
  const old = turn(started(1), [cancel('c1', { generation: 0 })], 901_000);
  expect(old.verdicts[0]?.message).toContain('stale');
  expect(turn(started(1), [cancel('c1')], 9_000_000).status).toBe('CANCELLING');
});

test('verdicts that their items hold are forgotten after a hundred, owed ones never: further commands wait', () => {
  const ids = Array.from({ length: 120 }, (_, at) => `c${String(at).padStart(3, '0')}`);
  const many = ids.map((id) => cancel(id));
  const owing = turn(started(1), many);
  expect(owing.verdicts.map(({ commandId }) => commandId)).toEqual(ids.slice(0, 100));
  expect(turn(owing, many).verdicts).toEqual(owing.verdicts);
  const paid: Ledger = { ...owing, verdicts: owing.verdicts.map((verdict) => ({ ...verdict, owed: false })) };
  const next = turn(paid, many.slice(100));
  expect(next.verdicts).toHaveLength(100);
  expect(next.verdicts.at(-1)?.commandId).toBe('c119');
});

test('a fleet that owes many events judges only commands that end it, until events are published', () => {
  const event = { type: 'Fleet Paused', detail: { event_id: 'e', text: 'x'.repeat(16_384) } } as const;
  const owing: Ledger = { ...started(1), owedEvents: [event] };
  const pause: Command = { kind: 'pause', id: 'c1', actorId: 'ann', reason: null, at: 0, generation: 1, expectRevision: null };
  expect(turn(owing, [{ kind: 'command', command: pause }])).toMatchObject({ status: 'RUNNING', verdicts: [] });
  expect(turn(owing, [{ kind: 'command', command: pause }, cancel('c2')])).toMatchObject({
    status: 'CANCELLING',
    verdicts: [{ commandId: 'c2', result: 'applied' }],
  });
  const published: Ledger = { ...owing, owedEvents: [] };
  expect(turn(published, [{ kind: 'command', command: pause }])).toMatchObject({
    verdicts: [{ commandId: 'c1', result: 'applied' }],
  });
});

test('a rejected create closes the key first, and fails the target only then', () => {
  const of = { ordinal: 0, attempt: 1 };
  const rejection = { class: 'rejected', code: 'REPO_NOT_ONBOARDED', message: 'm', retryable: false, by: 'user' } as const;
  const closing = turn(started(1), [{ kind: 'rejected', ...of }]);
  expect(closing).toMatchObject({ statuses: ['QUEUED'], owed: ['close'] });
  expect(turn(closing, [{ kind: 'key-closed', ...of, rejection }])).toMatchObject({
    statuses: ['FAILED'],
    classes: ['rejected'],
  });
  expect(turn(closing, [seen(0, 1, { status: 'RUNNING' })])).toMatchObject({ statuses: ['RUNNING'], owed: ['none'] });
  expect(
    turn(turn(started(1), [seen(0, 1, { status: 'RUNNING' })]), [{ kind: 'key-closed', ...of, rejection: null }]).statuses,
  ).toEqual(['RUNNING']);
});

test('a slot holder without a task gets a new child after a while, and is given up after an hour', () => {
  const missing: Fact = { kind: 'child-missing', ordinal: 0, attempt: 1, parkedAt: null };
  const paid: Ledger = { ...started(1), startOwed: false, owed: ['none'] };
  expect(turn(paid, [missing], 100_000).run).toBe(1);
  const replaced = turn(paid, [missing], 400_000);
  expect(replaced).toMatchObject({ run: 2, startOwed: true, owed: ['child-in-run'] });
  expect(actions(replaced)).toContain('recovered');
  expect(turn({ ...paid, lastRepairAt: 390_000 }, [missing], 400_000).run).toBe(1);
  expect(turn(paid, [{ ...missing, parkedAt: 399_000 }], 400_000).run).toBe(1);
  const given = turn(paid, [missing], 3_700_000);
  expect(given.owed).toEqual(['close']);
  expect(turn(given, [{ kind: 'key-closed', ordinal: 0, attempt: 1, rejection: null }])).toMatchObject({
    statuses: ['LOST'],
    status: 'FAILED',
    classes: ['lost'],
  });
  expect(turn({ ...paid, status: 'CANCELLING' }, [missing], 10_000).owed).toEqual(['cancel']);
});

test('a task long over its time is cancelled, and its target LOST; a late answer is kept, and the status stays', () => {
  const live = seen(0, 1, { status: 'RUNNING', claimedAt: 10_000 });
  const late = 10_000 + (3_600 + 601) * 1_000;
  expect(turn(started(1), [live], late).owed).not.toEqual(['cancel-overdue']);
  const paid: Ledger = { ...started(1), startOwed: false, owed: ['none'] };
  const overdue = transition(paid, [{ kind: 'tick' }, live], late, timings);
  expect(overdue.effects).toContainEqual({ kind: 'cancel-task', ordinal: 0, attempt: 1, why: 'overdue' });
  const lost = turn(overdue.ledger, [seen(0, 1, { status: 'CANCELLED', overdue: true, costUsd: null })], late);
  expect(lost).toMatchObject({ statuses: ['LOST'], cost: { unknownCount: 1 } });
  const answered = transition(lost, [seen(0, 1)], late + 1, timings);
  expect(answered.ledger).toMatchObject({ statuses: ['LOST'], lateResults: new Set([0]) });
  expect(answered.settlements).toMatchObject([{ ordinal: 0, status: 'SUCCEEDED' }]);
  expect(transition(answered.ledger, [seen(0, 1)], late + 2, timings).changed).toBe(false);
});

test('in a cancelled fleet a task that turns up is asked to stop, unless it is pushing its work', () => {
  const going: Ledger = { ...turn(started(1), [cancel('c')]), owed: ['none'], startOwed: false };
  expect(turn(going, [seen(0, 1, { status: 'RUNNING' })]).owed).toEqual(['cancel']);
  const pushing = seen(0, 1, { status: 'RUNNING', finalizing: true });
  expect(turn(going, [pushing]).owed).toEqual(['none']);
  // Its worker may be gone.
  expect(turn(going, [{ kind: 'tick' }, pushing]).owed).toEqual(['cancel']);
  const failing = {
    status: 'FAILED',
    failure: { class: 'network', code: 'X', message: 'm', retryable: true, by: 'transient' },
  } as const;
  expect(turn(going, [seen(0, 1, failing)]).statuses).toEqual(['FAILED']);
});

test('facts about targets that do not exist, or about other attempts, change nothing', () => {
  const ledger: Ledger = { ...started(1), lastTickAt: 1_000 };
  expect(transition(ledger, [seen(9, 1), seen(0, 2)], 1_000, timings).changed).toBe(false);
});

test('the compact form refuses letters that stand for nothing', () => {
  const { graph, ...ledger } = fleetOf(2);
  const record = encodeLedger(ledger);
  expect({ graph, ...decodeLedger(record) }).toEqual(fleetOf(2));
  expect(() => decodeLedger({ ...record, statuses: '?P' })).toThrow('unknown letter');
  expect(() => decodeLedger({ ...record, attempts: '-1' })).toThrow('unknown letter');
});

test('a fleet that came to nothing by itself reads ABORTED, one on its way down as it was asked', () => {
  expect(finalStatus('RUNNING', countStatuses(['SKIPPED', 'BLOCKED']))).toBe('ABORTED');
  expect(finalStatus('ABORTING', countStatuses(['SUCCEEDED']))).toBe('ABORTED');
  expect(finalStatus('RUNNING', countStatuses(['PENDING']))).toBe('RUNNING');
});

test('a run that was lost is started again for everything that is not terminal', () => {
  const world = new FleetWorld(fleetOf(4));
  world.turn([]);
  world.loseRuns();
  expect([...world.runs]).toEqual([1, 2]);
  expect([...world.children].sort()).toEqual([0, 1, 2, 3]);
});

test('commands are applied in the order of their ids, however they were read', () => {
  const ledger = turn(started(1), [cancel('c2'), cancel('c1')]);
  expect(ledger.verdicts.map((verdict) => [verdict.commandId, verdict.result])).toEqual([
    ['c1', 'applied'],
    ['c2', 'no_change'],
  ]);
});

test('a slot is held since its grant', () => {
  expect(started(1).slots).toEqual(new Map([[0, { since: 1_000 }]]));
});
