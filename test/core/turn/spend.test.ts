import { sumUsd, type Budget } from '../../../core/budget.ts';
import { progressOf } from '../../../core/ledger/progress.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { asks, begun, entries, events, fails, goOn, now, seen, succeeds, tell, told, turn, verdict } from '../told-fleet.ts';

const budget = (fleetUsd: number | null, targetUsd = 5): Budget => ({ fleetUsd, targetUsd, healUsd: 2 });
const edit = (ledger: Ledger, change: Partial<Budget> | null): Ledger =>
  tell(ledger, { kind: 'edit', changes: { budget: change } });
const running = ({ statuses }: Ledger): number => statuses.filter((status) => status === 'QUEUED').length;
const cost = (ledger: Ledger) => progressOf(ledger, now).cost;

test('sums have no errors of fractions', () => {
  expect(sumUsd(Array.from({ length: 10 }, () => 0.1))).toBe(1);
  expect(sumUsd([0.1, 0.2])).toBe(0.3);
});

describe('a budget', () => {
  test('allows as many launches as it pays for, and then pauses the fleet while they run', () => {
    const ledger = begun(5, 5, { budget: budget(12) });
    expect(ledger.statuses).toEqual(['QUEUED', 'QUEUED', 'PENDING', 'PENDING', 'PENDING']);
    expect([...ledger.slots.values()]).toEqual([
      { since: now, budgetUsd: 5 },
      { since: now, budgetUsd: 5 },
    ]);
    expect(ledger).toMatchObject({ status: 'PAUSING', revision: 2, reason: { code: 'budget', actor: { kind: 'policy' } } });
    expect(ledger.reason?.message).toBe(
      `The budget does not allow the next launch: $0.00 known to be spent + $10.00 reserved for 2 attempts that may still spend it + $5.00 for the next attempt = $15.00, limit $12.00. Raise the budget (bgagent fleet edit ${ledger.fleetId} --budget USD), then continue the fleet.`,
    );
    expect(cost(ledger)).toEqual({ known_usd: 0, unknown_count: 0, reserved_usd: 10, limit_usd: 12 });
    const resting = succeeds(ledger, 0, 1);
    expect(resting).toMatchObject({ status: 'PAUSED', reason: { code: 'budget' } });
    expect(events(resting)).toEqual(['Fleet Paused']);
    expect(cost(resting)).toEqual({ known_usd: 2, unknown_count: 0, reserved_usd: 0, limit_usd: 12 });
    // What did not come to be spent is free again.
    const on = goOn(resting);
    expect(running(on)).toBe(2);
  });

  test('that the third of five running targets reaches stops none of the others, and nothing is launched until it is raised', () => {
    const ledger = begun(8, 5, { budget: budget(10, 2) });
    expect(running(ledger)).toBe(5);
    const atLimit = { class: 'budget', code: 'BUDGET', message: 'it is used up', retryable: false, by: 'user' } as const;
    const reached = turn(told(ledger), [seen(ledger, 2, { status: 'FAILED', failure: atLimit, costUsd: 2.5 })]);
    expect(reached).toMatchObject({ status: 'PAUSING', reason: { code: 'budget' } });
    expect(reached.statuses).toEqual(['QUEUED', 'QUEUED', 'FAILED', 'QUEUED', 'QUEUED', 'PENDING', 'PENDING', 'PENDING']);
    expect(reached.owed).not.toContain('cancel');
    expect(cost(reached)).toEqual({ known_usd: 2.5, unknown_count: 0, reserved_usd: 8, limit_usd: 10 });
    const resting = succeeds(reached, 0, 1, 3, 4);
    expect(resting).toMatchObject({ status: 'PAUSED', cost: { knownUsd: 6.5 } });
    expect(running(goOn(edit(resting, { fleetUsd: 12.5 })))).toBe(3);
    // Below what is spent: nothing ends, and nothing is launched.
    const lowered = goOn(edit(resting, { fleetUsd: 0.01 }));
    expect([lowered.status, running(lowered), lowered.cost.knownUsd]).toEqual(['PAUSED', 0, 6.5]);
  });

  test('is told in the log, once for each pause', () => {
    const ledger = turn(told(begun(3, 3, { budget: budget(5) })));
    expect(entries(ledger)).toEqual([]);
    const again = goOn(told(succeeds(ledger, 0)));
    expect(entries(again)).toEqual([
      'continued: Continued.',
      expect.stringContaining(
        'paused: The budget does not allow the next launch: $1.00 known to be spent + $5.00 for the next attempt',
      ),
    ]);
    expect(again.status).toBe('PAUSED');
    expect(events(again)).toEqual(['Fleet Continued', 'Fleet Paused']);
  });

  test('counts what attempts of unknown cost may have cost', () => {
    const ledger = begun(4, 1, { budget: budget(11) });
    const unknown = turn(ledger, [seen(ledger, 0, { costUsd: null })]);
    expect(unknown.statuses[1]).toBe('QUEUED');
    const over = turn(unknown, [seen(unknown, 1, { costUsd: 1.5 })]);
    expect(over.reason?.message).toContain(
      '$1.50 known to be spent + 1 attempt of unknown cost at $5.00 each + $5.00 for the next attempt = $11.50, limit $11.00',
    );
  });

  test('of no limit for the fleet limits each attempt', () => {
    const ledger = begun(9, 9, { budget: budget(null, 0.5) });
    expect(running(ledger)).toBe(9);
    expect(cost(ledger)).toEqual({ known_usd: 0, unknown_count: 0, reserved_usd: 4.5, limit_usd: null });
  });

  test('of a cent is kept', () => {
    expect(running(begun(3, 3, { budget: budget(0.01, 0.01) }))).toBe(1);
    expect(running(begun(3, 3, { budget: budget(0.01, 0.02) }))).toBe(0);
    expect(running(begun(12, 12, { budget: budget(1, 0.1) }))).toBe(10);
  });

  test('is of no weight for work without an agent, whose cost is never unknown', () => {
    const ledger = begun(3, 1, { budget: budget(0), usesAgent: false });
    expect(ledger.slots.get(0)).toEqual({ since: now });
    const next = turn(ledger, [seen(ledger, 0, { costUsd: null })]);
    expect(next.statuses).toEqual(['SUCCEEDED', 'QUEUED', 'PENDING']);
    expect(cost(next)).toEqual({ known_usd: 0, unknown_count: 0, reserved_usd: 0, limit_usd: 0 });
    // A command may say that it cost something.
    const over = turn(next, [seen(next, 1, { costUsd: 0.25 })]);
    expect(over.reason?.message).toContain('$0.25 known to be spent + $0.00 for the next attempt = $0.25, limit $0.00');
    const older = { ...ledger, cost: { knownUsd: 0, unknownCount: 3 } };
    expect(succeeds(older, 0).status).toBe('PAUSED');
    expect(edit(succeeds(older, 0), { fleetUsd: 1 }).settings.budget?.fleetUsd).toBe(1);
  });

  test('counts all generations of a fleet, so a retry after its end pauses at once', () => {
    const ended = fails(begun(1, 1, { budget: budget(5.5) }), 0);
    expect(ended.status).toBe('FAILED');
    const again = tell(told(ended), { kind: 'retry', only: null, targets: null, resetBlocked: true });
    expect(again).toMatchObject({ status: 'PAUSED', generation: 2, statuses: ['PENDING'], reason: { code: 'budget' } });
    expect(running(goOn(edit(again, { fleetUsd: 6 })))).toBe(1);
  });

  test('pauses nothing where nothing is left to launch', () => {
    const ledger = begun(2, 2, { budget: budget(10) });
    expect(ledger.status).toBe('RUNNING');
    expect(succeeds(ledger, 0, 1).status).toBe('SUCCEEDED');
  });

  test('leaves the pace as it is', () => {
    const ledger = begun(3, 3, { budget: budget(5), launchesPerMinute: 2 });
    expect([...ledger.recentLaunches.values()]).toEqual([1]);
  });
});

describe('an edit of the budget', () => {
  test('changes what it names, and tells it', () => {
    const ledger = begun(1, 1, { budget: budget(10) });
    const raised = edit(ledger, { fleetUsd: 20 });
    expect(raised.settings.budget).toEqual(budget(20));
    expect(entries(raised)).toEqual(['edited: Changed budget.fleet_usd 10 → 20.']);
    expect(verdict(edit(raised, { fleetUsd: 20 }))?.result).toBe('no_change');
    const open = edit(told(raised), { fleetUsd: null, targetUsd: 0.5 });
    expect(entries(open)).toEqual(['edited: Changed budget.fleet_usd 20 → none, budget.target_usd 5 → 0.5.']);
  });

  test('gives a fleet that had none the defaults, and takes a budget away', () => {
    const ledger = begun(1, 1);
    expect(verdict(edit(ledger, null))?.result).toBe('no_change');
    const given = edit(ledger, { fleetUsd: 3 });
    expect(given.settings.budget).toEqual(budget(3));
    expect(entries(given)).toEqual([
      'edited: Changed budget.fleet_usd none → 3, budget.target_usd none → 5, budget.heal_usd none → 2.',
    ]);
    expect(edit(given, null).settings.budget).toBeNull();
  });

  test('leaves what runs with the limit of its launch; one that was launched without a limit counts as an unknown cost', () => {
    const ledger = edit(begun(3, 1), { fleetUsd: 100, targetUsd: 4 });
    expect(ledger.slots.get(0)).toEqual({ since: now });
    expect(cost(ledger).reserved_usd).toBe(4);
    const wider = tell(ledger, { kind: 'edit', changes: { maxConcurrency: 2, budget: { targetUsd: 3 } } });
    expect(wider.slots.get(1)).toEqual({ since: now, budgetUsd: 3 });
    const dearer = edit(wider, { targetUsd: 50 });
    expect(dearer.slots.get(1)?.budgetUsd).toBe(3);
    expect(cost(dearer).reserved_usd).toBe(53);
    const without = edit(dearer, null);
    expect(cost(without)).toMatchObject({ reserved_usd: 0, limit_usd: null });
  });

  test('does not go on by itself: a person continues', () => {
    const paused = succeeds(begun(2, 1, { budget: budget(5) }), 0);
    const raised = edit(paused, { fleetUsd: 6 });
    expect(raised.status).toBe('PAUSED');
    expect(goOn(raised).statuses).toEqual(['SUCCEEDED', 'QUEUED']);
    const lowered = edit(begun(2, 1, { budget: budget(50) }), { fleetUsd: 1 });
    expect(lowered).toMatchObject({ status: 'RUNNING', statuses: ['QUEUED', 'PENDING'] });
    expect(succeeds(lowered, 0)).toMatchObject({ status: 'PAUSED', reason: { code: 'budget' } });
  });
});

test('a breach, a canary and a budget: the first that pauses gives the reason', () => {
  const canary = succeeds(begun(3, 3, { canary: 1, budget: budget(5) }), 0);
  expect(canary.reason?.code).toBe('canary');
  expect(goOn(canary)).toMatchObject({ status: 'PAUSED', reason: { code: 'budget' } });
  expect(asks(begun(2, 1, { budget: budget(5) }), 0)).toMatchObject({ status: 'PAUSED', reason: { code: 'budget' } });
});
