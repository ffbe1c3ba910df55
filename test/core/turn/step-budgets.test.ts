import type { Ledger } from '../../../core/ledger/ledger.ts';
import { reservesOf } from '../../../core/ledger/reserves.ts';
import { begun, fails, merge, retry, seen, step, succeeds, tell, turn, goOnSeen } from '../told-fleet.ts';

const limitOf = ({ slots }: Ledger, ordinal = 0): number | undefined => slots.get(ordinal)?.budgetUsd;
const budget = { fleetUsd: 20, targetUsd: 5, healUsd: 2 };
const heal = { maxAttempts: 1, maxUsd: 3, onFailure: 'continue' } as const;

test('a step goes before the fleet, a heal before both, and without any of them there is no limit', () => {
  const steps = [step('a', { budgetUsd: 1 }), step('b')];
  const first = begun(1, 1, { steps, budget, heal });
  expect(limitOf(first)).toBe(1);
  expect(limitOf(succeeds(first, 0))).toBe(5);
  expect(limitOf(fails(first, 0))).toBe(2);
  expect(limitOf(succeeds(fails(first, 0), 0))).toBe(5);
  expect(limitOf(fails(begun(1, 1, { heal }), 0))).toBe(3);
  expect(limitOf(begun(1, 1, { steps, heal }))).toBe(1);
  expect(limitOf(begun(1, 1, { steps: [step('b')], heal }))).toBeUndefined();
});

test('work without an agent reserves and costs nothing, whatever the others do', () => {
  const steps = [step('a'), { ...merge, gate: false }];
  const ledger = succeeds(begun(2, 2, { steps, budget }), 0);
  expect(limitOf(ledger)).toBeUndefined();
  expect(reservesOf(ledger)).toEqual([5, 0]);
  const done = turn(ledger, [seen(ledger, 0, { costUsd: null })]);
  expect(done.cost).toEqual({ knownUsd: 1, unknownCount: 0 });
  const unknown = turn(ledger, [seen(ledger, 1, { costUsd: null })]);
  expect(unknown.cost).toEqual({ knownUsd: 1, unknownCount: 1 });
});

test('each step is a launch for the budget: the one that goes beyond pauses the fleet, and a raised budget goes on', () => {
  const steps = [step('a'), step('b', { budgetUsd: 4 })];
  const ledger = succeeds(begun(1, 1, { steps, budget: { fleetUsd: 4.5, targetUsd: 4, healUsd: 2 } }), 0);
  expect(ledger).toMatchObject({ status: 'PAUSED', statuses: ['PENDING'], reason: { code: 'budget' } });
  const raised = tell(ledger, { kind: 'edit', changes: { budget: { fleetUsd: 5 } } });
  expect(goOnSeen(raised)).toMatchObject({ status: 'RUNNING', statuses: ['QUEUED'] });
});

test('each step is a launch for the pace', () => {
  const ledger = succeeds(begun(1, 1, { steps: [step('a'), step('b')], launchesPerMinute: 1 }), 0);
  expect(ledger).toMatchObject({ status: 'RUNNING', statuses: ['PENDING'] });
  expect(turn(ledger, [{ kind: 'tick' }], 100_000).statuses).toEqual(['QUEUED']);
});

test('words of a person may say what an attempt costs; a heal costs what heals cost', () => {
  const steps = [step('a', { budgetUsd: 1 }), step('b')];
  const failed = fails(fails(begun(1, 1, { steps, budget, heal }), 0), 0);
  const again = retry(failed, { words: { budgetUsd: 7 } });
  expect(limitOf(again)).toBe(7);
  expect(limitOf(fails(again, 0))).toBe(2);
  expect(limitOf(retry(failed, { words: { budgetUsd: null } }))).toBe(1);
  expect(limitOf(succeeds(again, 0))).toBe(5);
});

test('a budget that is given later has the limit of heals that the fleet began with', () => {
  const edited = tell(begun(2, 1, { heal }), { kind: 'edit', changes: { budget: { fleetUsd: 50 } } });
  expect(edited.settings.budget).toEqual({ fleetUsd: 50, targetUsd: 5, healUsd: 3 });
  const other = tell(begun(2, 1, { heal }), { kind: 'edit', changes: { budget: { healUsd: 1 } } });
  expect(other.settings.budget?.healUsd).toBe(1);
  expect(tell(edited, { kind: 'edit', changes: { budget: null } }).settings.budget).toBeNull();
});
