import { type Budget } from '../../../core/budget.ts';
import type { TaskSeen } from '../../../core/turn/facts.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { transition } from '../../../core/transition.ts';
import { timings } from '../fleet-world.ts';
import { begun, now, retry, seen, step, tell, turn } from '../told-fleet.ts';

const budget: Budget = { fleetUsd: 11, targetUsd: 5, healUsd: 2 };
const cancelled = (ledger: Ledger, ordinal: number, more: Partial<TaskSeen> = {}): TaskSeen =>
  seen(ledger, ordinal, { status: 'CANCELLED', costUsd: null, costFollows: true, ...more });

test('a cancelled attempt counts as unknown until its worker tells the cost, which is told once', () => {
  const ledger = begun(3, 1, { budget });
  const unknown = turn(ledger, [cancelled(ledger, 0)]);
  expect(unknown).toMatchObject({ cost: { knownUsd: 0, unknownCount: 1 }, openCosts: new Map([[0, 1]]) });
  const told = cancelled(unknown, 0, { costUsd: 0.5 });
  const known = transition(unknown, [told], now, timings);
  expect(known.lateCosts).toEqual([{ ordinal: 0, attempt: 1, costUsd: 0.5 }]);
  expect(known.ledger).toMatchObject({ cost: { knownUsd: 0.5, unknownCount: 0 }, openCosts: new Map() });
  expect(known.ledger.statuses[0]).toBe('CANCELLED');
  expect(transition(known.ledger, [told], now, timings).changed).toBe(false);
});

test('what is told makes room in the budget', () => {
  const two = begun(3, 2, { budget: { ...budget, fleetUsd: 10 } });
  const paused = turn(two, [cancelled(two, 0), seen(two, 1)]);
  expect(paused).toMatchObject({ status: 'PAUSED', reason: { code: 'budget' } });
  const known = turn(paused, [cancelled(paused, 0, { costUsd: 0.5 })]);
  expect(tell(known, { kind: 'continue', skipRemaining: false, seenFailed: 0 }).statuses[2]).toBe('QUEUED');
});

test('is told of an attempt though its target has another one by now', () => {
  const ledger = begun(2, 2);
  const again = retry(turn(ledger, [cancelled(ledger, 0)]), { only: 'cancelled' });
  expect(again.attempts).toEqual([2, 1]);
  const late = transition(again, [cancelled(ledger, 0, { costUsd: 0.5 })], now, timings);
  expect(late.lateCosts).toEqual([{ ordinal: 0, attempt: 1, costUsd: 0.5 }]);
  expect(late.ledger).toMatchObject({ attempts: [2, 1], cost: { knownUsd: 0.5, unknownCount: 0 } });
});

test('an earlier generation keeps its result, and an attempt that told its end gets no second cost', () => {
  const ledger = begun(1, 1);
  const ended = turn(ledger, [cancelled(ledger, 0)]);
  const again = retry(ended, { only: 'cancelled' });
  expect(again).toMatchObject({ generation: 2, openCosts: new Map() });
  const late = transition(again, [cancelled(ledger, 0, { costUsd: 0.5 })], now, timings);
  expect(late).toMatchObject({ lateCosts: [], changed: false });
  const untold = turn(ledger, [seen(ledger, 0, { costUsd: null })]);
  expect(untold.openCosts.size).toBe(0);
});

test('nothing follows where no agent works', () => {
  const ledger = begun(1, 1, { steps: [step('build', { usesAgent: false })] });
  expect(turn(ledger, [cancelled(ledger, 0)])).toMatchObject({ cost: { knownUsd: 0, unknownCount: 0 }, openCosts: new Map() });
});

test('ten thousand costs add up to the millionth', () => {
  const total = 10_000;
  const ledger = begun(total, total);
  const facts = ledger.statuses.map((_, ordinal) => seen(ledger, ordinal, { costUsd: 0.000_007 }));
  expect(turn(ledger, facts).cost.knownUsd).toBe(0.07);
});
