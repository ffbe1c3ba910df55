import type { Ledger, OwedEvent, Verdict } from '../../../core/ledger/ledger.ts';
import type { LogEntry } from '../../../core/ledger/log-entry.ts';
import { violationsOf } from '../../../core/ledger/violations.ts';
import type { StepRule } from '../../../core/settings.ts';
import { transition } from '../../../core/transition.ts';
import { fleetOf, FleetWorld, timings } from '../fleet-world.ts';

const step = (name: string): StepRule => ({
  ...{ name, timeoutS: 60, budgetUsd: null, gate: false, batches: false, usesAgent: true, merges: false },
});
/** A new fleet of three. */
const fresh = fleetOf(3, 2, 2);
/** Targets 0 and 1 hold slots, target 2 waits. */
const running = transition(fresh, [], 1_000, timings).ledger;
const ended = (): Ledger => {
  const world = new FleetWorld(fresh);
  world.settle();
  return world.ledger;
};
const verdict: Verdict = { commandId: 'c1', result: 'applied', code: null, message: null, owed: false };
const event: OwedEvent = { type: 'Fleet Started', detail: { event_id: 'e1' } };
const entry = running.owedLog[0] as LogEntry;
const paused = { code: 'user', message: 'm', since: 1, actor: { kind: 'user' } } as const;
const slots = (...more: (readonly [number, Ledger['slots'] extends ReadonlyMap<number, infer S> ? S : never])[]) => ({
  slots: new Map([...running.slots, ...more]),
});
const statuses = (change: Record<number, Ledger['statuses'][number]>): Pick<Ledger, 'statuses'> => ({
  statuses: running.statuses.map((status, ordinal) => change[ordinal] ?? status),
});
const reviewed = { settings: { ...running.settings, reviews: true } };
const at = <T>(list: readonly T[], ordinal: number, value: T): T[] =>
  list.map((each, place) => (place === ordinal ? value : each));

test('there are none in a fleet that was just submitted, runs, or has ended', () => {
  const passed = { ...running, gatesPassed: new Set([0, 2]), refusals: new Set([1]), openCosts: new Map([[0, 1]]) };
  expect([fresh, running, passed, ended()].map(violationsOf)).toEqual([[], [], [], []]);
});

test.each<[string, Partial<Ledger>]>([
  ['attempts has 2 entries for 3 targets.', { attempts: [1, 1] }],
  ['atSteps has 4 entries for 3 targets.', { atSteps: [0, 0, 0, 0] }],
  ['Target 1 is PENDING and has a slot.', statuses({ 1: 'PENDING' })],
  ['Target 2 is QUEUED and has no slot.', statuses({ 2: 'QUEUED' })],
  ['Target 7 is not there and has a slot.', slots([7, { since: 1 }])],
  [
    'Target 1 is RUNNING and waits for a forge.',
    { ...statuses({ 1: 'RUNNING' }), ...slots([1, { since: 1, waits: { host: 'h', until: 1, everyMs: 1 } }]) },
  ],
  ['Target 0 is QUEUED and has a backoff.', { backoffs: new Map([[0, 5]]) }],
  ['Target 0 is QUEUED and has a question to be answered.', { waiting: new Map([[0, 5]]) }],
  ['Target 0 is QUEUED and has a gate to wait at.', { gates: new Map([[0, 5]]), lastArrival: 5, children: [0, 1, 1] }],
  [
    'Target 2 is PENDING and waits at a gate and for an answer.',
    { gates: new Map([[2, 5]]), waiting: new Map([[2, 5]]), lastArrival: 5, children: [1, 1, 0] },
  ],
  ['Target 2 is PENDING and waits at a gate and has a child.', { gates: new Map([[2, 5]]), lastArrival: 5 }],
  ['A target came to a gate after the last arrival, 4.', { gates: new Map([[2, 5]]), lastArrival: 4, children: [1, 1, 0] }],
  ['Target 9 is not there and has a gate that was passed.', { gatesPassed: new Set([9]) }],
  ['Target 2 is PENDING and has work to publish without a review.', { publishing: new Map([[2, 0]]), gatesPassed: new Set([2]) }],
  ['Target 9 is not there and has work to publish.', { publishing: new Map([[9, 0]]) }],
  [
    'Target 1 is SUCCEEDED and has work to publish.',
    { ...reviewed, ...statuses({ 1: 'SUCCEEDED' }), publishing: new Map([[1, 0]]) },
  ],
  ['Target 2 is PENDING and publishes what nobody has approved.', { ...reviewed, publishing: new Map([[2, 0]]) }],
  ['Target 0 is QUEUED and publishes what nobody has approved.', { ...reviewed, publishing: new Map([[0, 0]]) }],
  ['Target 0 is to publish what attempt 1 leaves.', { ...reviewed, publishing: new Map([[0, 1]]), gatesPassed: new Set([0]) }],
  ['Target 9 is not there and has a refused move.', { refusals: new Set([9]) }],
  ['Target 2 is PENDING and has a person who ends it.', { stops: new Map([[2, 'cancel']]) }],
  ['Target 2 is PENDING and has a late result.', { lateResults: new Set([2]) }],
  ['Target 2 is PENDING and has a person who failed it.', { failedByPerson: new Set([2]) }],
  ['Target 2 is PENDING and has a failure class.', { classes: [null, null, 'agent'] }],
  ['Target 2 is PENDING and is owed the end of an attempt (close).', { owed: at(running.owed, 2, 'close') }],
  ['Target 0 is at attempt 0 of 35.', { attempts: [0, 1, 1] }],
  ['Target 0 is at attempt 36 of 35.', { attempts: [36, 1, 1] }],
  ['Target 0 owes the end of a later attempt than 1.', { firstUnpublished: [2, 0, 0] }],
  ['Target 0 is at step 1 of 0.', { atSteps: [1, 0, 0] }],
  ['Target 0 is at step 2 of 2.', { atSteps: [2, 1, 0], settings: { ...running.settings, steps: [step('a'), step('b')] } }],
  ['Target 0 was healed 1 times.', { heals: [1, 0, 0] }],
  [
    'Target 0 was healed 3 times.',
    { heals: [3, 2, 0], settings: { ...running.settings, heal: { maxAttempts: 2, maxUsd: 1, onFailure: 'pause' } } },
  ],
  ['A step has no name.', { settings: { ...running.settings, steps: [step('')] } }],
  ['The cap is 0.', { settings: { ...running.settings, maxConcurrency: 0 } }],
  ['The reason names step 3 of 0.', { reason: { ...paused, step: 3 } }],
  ['The cost is -1, and 0 times unknown.', { cost: { knownUsd: -1, unknownCount: 0 } }],
  ['The cost is 0, and -1 times unknown.', { cost: { knownUsd: 0, unknownCount: -1 } }],
  ['The groups cover 2 of 3 targets.', { groups: [{ path: 'default', from: 0, to: 2 }] }],
  [
    'The groups cover 1 of 3 targets.',
    {
      groups: [
        { path: 'a', from: 0, to: 1 },
        { path: 'b', from: 2, to: 3 },
      ],
    },
  ],
  [
    'The group a/b has targets 2 to 9.',
    {
      groups: [
        { path: 'a', from: 0, to: 3 },
        { path: 'a/b', from: 2, to: 9 },
      ],
    },
  ],
  ['A child is in a run later than 1.', { children: [1, 2, 0] }],
  ['A child is in a run later than 1.', { wholeRun: 4 }],
  ['Targets wait for run 1, and its start is not owed.', { startOwed: false }],
  ['Words of 51 commands are kept, more than 50.', { words: Array.from({ length: 51 }, (_, n) => words(`c${n}`, [])) }],
  ['A target has the words of two commands.', { words: [words('c1', [0]), words('c2', [0, 1])] }],
  ['The words of command c1 are for no target.', { words: [words('c1', [])] }],
  ['The words of command c1 are for a target that is not there.', { words: [words('c1', [3])] }],
  ['A command has two verdicts.', { verdicts: [verdict, verdict] }],
  ['An event is owed twice.', { owedEvents: [event, event] }],
  ['Two entries of the log have one number.', { owedLog: [entry, entry] }],
  [`An entry of the log is later than the last one, ${running.logSeq}.`, { owedLog: [{ ...entry, seq: running.logSeq + 1 }] }],
  ['The fleet is PAUSED without a reason.', { status: 'PAUSED', pausedAt: 1 }],
  ['The fleet is PAUSED, and pausedAt is null.', { status: 'PAUSED', reason: paused }],
  ['The fleet is RUNNING, and pausedAt is 1.', { pausedAt: 1 }],
  ['The fleet is RUNNING, and finishedAt is 1.', { finishedAt: 1 }],
  ['The fleet is RUNNING, and owes the release of its repositories.', { releaseOwed: true }],
  ['The fleet is at rest, and has not ended or owes something.', { wakeAt: null }],
  ['The fleet is FAILED, and some targets have not ended.', { status: 'FAILED', finishedAt: 1 }],
])('%s', (sentence, change) => {
  expect(violationsOf({ ...running, ...change })).toContain(sentence);
});

function words(commandId: string, targets: readonly number[]): Ledger['words'][number] {
  return { commandId, budgetUsd: null, targets: new Set(targets) };
}

test.each<[string, Partial<Ledger>]>([
  ['All targets have ended, and the fleet is RUNNING.', { status: 'RUNNING', finishedAt: null }],
  ['The fleet is SUCCEEDED, and finishedAt is null.', { finishedAt: null }],
  ['The fleet is SUCCEEDED, and owes the release of its repositories.', { releaseOwed: true }],
  ['The fleet is at rest, and has not ended or owes something.', { verdicts: [{ ...verdict, owed: true }] }],
  ['Target 0 is SUCCEEDED and has a child.', { children: [1, 0, 0] }],
  ['Target 0 is SUCCEEDED and is owed a child.', { owed: ['child', 'none', 'none'] }],
  ['Target 0 is SUCCEEDED and has an answer to begin with.', { answers: new Map([[0, 'c1']]) }],
  ['Target 0 is SUCCEEDED and has time of earlier attempts.', { worked: new Map([[0, 1]]) }],
])('of a fleet that has ended: %s', (sentence, change) => {
  expect(violationsOf({ ...ended(), ...change })).toContain(sentence);
});

test('a fleet without targets says only that', () => {
  expect(violationsOf({ ...running, statuses: [], attempts: [1] })).toEqual([
    'The fleet has no target.',
    expect.stringContaining('attempts has 1 entries for 0 targets.'),
    ...Array.from({ length: 8 }, () => expect.stringContaining('has 3 entries for 0 targets.') as string),
  ]);
});
