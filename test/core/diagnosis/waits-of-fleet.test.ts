import { waitsFor } from '../../../core/diagnosis/diagnosis.ts';
import { waitsOf } from '../../../core/diagnosis/waits-of-fleet.ts';
import type { Reason, ReasonCode } from '../../../core/fleet.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import type { StepRule } from '../../../core/settings.ts';
import { transition } from '../../../core/transition.ts';
import { fleetOf, timings, type FleetWishes } from '../fleet-world.ts';

const now = 100_000;
const id = '01JD0000000000000000000000';
const running = (total: number, cap = 1, wishes: FleetWishes = {}): Ledger =>
  transition(fleetOf(total, cap, 2, wishes), [], 1_000, timings).ledger;
const told = (ledger: Ledger) => waitsOf(ledger, now).map(({ for: what, count, commands }) => [what, count, commands]);
const paused = (code: ReasonCode, more: Partial<Ledger> = {}, step?: number): Ledger => {
  const ledger = running(3);
  const reason: Reason = { code, message: 'why', since: 7, actor: { kind: 'policy' }, ...(step === undefined ? {} : { step }) };
  return {
    ...ledger,
    statuses: ['PENDING', 'PENDING', 'SUCCEEDED'],
    slots: new Map(),
    status: 'PAUSED',
    pausedAt: 7,
    reason,
    ...more,
  };
};
const step = (name: string, gate: boolean): StepRule => ({
  ...{ name, timeoutS: 60, budgetUsd: null, gate, batches: false, usesAgent: true, merges: false },
});
const cont = `bgagent fleet continue ${id}`;

test('a fleet that has ended waits for nothing', () => {
  expect(waitsOf({ ...running(1), status: 'FAILED' }, now)).toEqual([]);
});

describe('for a person', () => {
  test.each<[ReasonCode, string, string[]]>([
    ['user', 'person', [cont]],
    ['canary', 'canary', [cont]],
    ['approval_required', 'approval', [cont]],
    ['threshold', 'failures', [`bgagent fleet retry ${id}`, cont]],
    ['heal_failed', 'failures', [`bgagent fleet retry ${id}`, cont]],
    ['auth', 'auth', ['bgagent doctor', cont]],
    // It has no budget of its own, so it was that of the day.
    ['budget', 'daily_limit', [cont]],
  ])('a pause for %s is a wait for %s', (code, what, commands) => {
    expect(told(paused(code))).toEqual([[what, 2, commands]]);
    expect(waitsFor).toContain(what);
    expect(waitsOf(paused(code), now)[0]).toMatchObject({ since: 7, message: 'why', until: null });
  });

  test.each([
    [12, 'budget', [`bgagent fleet edit ${id} --budget USD`, cont]],
    [100, 'daily_limit', [cont]],
  ] as const)('with a budget of %d it is %s', (fleetUsd, what, commands) => {
    const budget = { fleetUsd, targetUsd: 5, healUsd: 2 };
    const ledger = paused('budget', { cost: { knownUsd: 4, unknownCount: 1 } });
    expect(told({ ...ledger, settings: { ...ledger.settings, budget } })).toEqual([[what, 2, commands]]);
  });

  test('an approval before its start', () => {
    const ledger = transition(fleetOf(2, 1, 0, { requireApproval: true }), [], 1_000, timings).ledger;
    expect(told(ledger)).toEqual([['approval', 2, [cont]]]);
  });

  test('a reason that is no wait any more is none', () => {
    expect(told({ ...running(1, 1), reason: { code: 'user', message: 'm', since: 1, actor: { kind: 'user' } } })).toEqual([
      ['worker', 1, []],
    ]);
  });

  test('questions, with the first target', () => {
    const waiting = new Map([
      [1, 50],
      [0, 60],
    ]);
    const ledger = paused('question', { waiting });
    expect(waitsOf(ledger, now)).toMatchObject([{ for: 'question', count: 2, since: 50, target: 0 }]);
    expect(waitsOf({ ...ledger, waiting: new Map([[1, 50]]) }, now)[0]?.message).toBe(
      '1 target waits for the answer to a question.',
    );
  });

  test('gates by step, each with what opens it; continue only for the one that the reason names', () => {
    const settings = { ...running(1).settings, steps: [step('implement', false), step('merge', true)] };
    const gates = new Map([
      [0, 30],
      [1, 20],
    ]);
    const ledger = paused('step_gate', { settings, gates, atSteps: [0, 1, 1] }, 1);
    expect(waitsOf(ledger, now).map(({ message, since, commands }) => [message, since, commands])).toEqual([
      ['1 target waits before step implement for a person.', 30, [`bgagent fleet approve ${id} --target PATH`]],
      ['1 target waits at the gate of step merge for a person.', 20, [cont, `bgagent fleet approve ${id} --target PATH`]],
    ]);
    const passed = { ...ledger, gatesPassed: new Set([1]), status: 'RUNNING' as const };
    expect(waitsOf(passed, now).map(({ message }) => message)).toEqual([
      '1 target waits before step implement for a person.',
      '1 target waits before step merge for a person.',
    ]);
  });

  test('a review is one wait, whatever its targets have changed, and a gate another', () => {
    const gates = new Map([
      [0, 30],
      [1, 20],
      [2, 10],
    ]);
    const ledger = paused(
      'review',
      {
        gates,
        publishing: new Map([
          [0, 0],
          [1, 0],
        ]),
      },
      0,
    );
    expect(told(ledger)).toEqual([
      ['review', 2, [`bgagent fleet diff ${id} --groups`, `bgagent fleet approve ${id}`]],
      ['gate', 1, [`bgagent fleet approve ${id} --target PATH`]],
    ]);
    expect(waitsOf(ledger, now)[0]).toMatchObject({
      since: 20,
      message: '2 targets wait for a review: nothing of them is published before they are approved.',
    });
  });

  test('a gate of a reason without a step, in a fleet without steps', () => {
    expect(told(paused('batch_done', { gates: new Map([[0, 1]]) }))).toEqual([
      ['gate', 1, [cont, `bgagent fleet approve ${id} --target PATH`]],
    ]);
    expect(told(paused('user', { gates: new Map([[0, 1]]) }))[1]).toEqual([
      'gate',
      1,
      [`bgagent fleet approve ${id} --target PATH`],
    ]);
  });
});

describe('by itself', () => {
  test('for slots, workers and the end of work', () => {
    expect(told(running(3))).toEqual([
      ['slot', 2, [`bgagent fleet edit ${id} --max-concurrency N`]],
      ['worker', 1, []],
    ]);
    const busy = { ...running(3), statuses: ['RUNNING', 'PENDING', 'PENDING'] } as const;
    expect(waitsOf(busy, now).at(-1)).toMatchObject({
      for: 'work',
      since: 1_000,
      message: '1 target waits for the end of the work, which goes on.',
    });
  });

  test('for a forge: then it waits for no worker', () => {
    const slots = new Map([[0, { since: 5, waits: { host: 'github.com', until: 160_000, everyMs: 1 } }]]);
    expect(waitsOf({ ...running(1), slots }, now)).toMatchObject([{ for: 'forge', count: 1, until: 160_000 }]);
  });

  test('for dependencies, a backoff, the pace, the canary and approvals of groups', () => {
    const groups = [
      { path: 'a', from: 0, to: 4 },
      { path: 'b', from: 4, to: 6, approval: 'required' as const },
    ];
    const graph = { edges: [{ from: 1, to: 2, onFrom: 0, onTo: 1, optional: false }], dependents: [1, 0, 0, 0, 0, 0] };
    const ledger = running(6, 1, { groups, graph, canary: 1 });
    const backoffs = new Map([
      [2, 130_000],
      [5, 120_000],
    ]);
    const waits = waitsOf({ ...ledger, backoffs, heldUntil: 110_000 }, now);
    expect(waits.map(({ for: what, count, until }) => [what, count, until])).toEqual([
      ['dependency', 1, null],
      ['backoff', 1, 130_000],
      ['canary', 1, null],
      ['approval', 2, null],
      ['worker', 1, null],
    ]);
    const free = {
      ...ledger,
      canaryPassed: true,
      heldUntil: 110_000,
      slots: new Map(),
      statuses: ledger.statuses.map(() => 'PENDING' as const),
    };
    expect(waitsOf(free, now).map(({ for: what, count, until }) => [what, count, until])).toEqual([
      ['pace', 3, 110_000],
      ['dependency', 1, null],
      ['approval', 2, null],
    ]);
    // A retried target is no part of the canary.
    const retried = { ...free, canaryPassed: false, attempts: [2, 1, 1, 1, 1, 1] };
    expect(waitsOf(retried, now).map(({ for: what }) => what)).toEqual(['pace', 'dependency', 'canary', 'approval']);
  });
});
