import { mayMove, targetStatuses, type Reason } from '../../../core/fleet.ts';
import { draftOf } from '../../../core/ledger/draft.ts';
import { moveFleet, moveTarget } from '../../../core/turn/move.ts';
import { fleetOf } from '../fleet-world.ts';

const moves = targetStatuses.flatMap((from) => targetStatuses.map((to) => ({ from, to })));

test.each(moves)('a target moves from $from to $to only where the table of moves says so', ({ from, to }) => {
  const draft = draftOf({ ...fleetOf(2), statuses: ['PENDING', from] });
  const move = (): void => {
    moveTarget(draft, 1, to);
  };
  if (mayMove(from, to)) expect(move).not.toThrow();
  else expect(move).toThrow(`Target 1 may not move from ${from} to ${to}.`);
  expect(draft.statuses).toEqual(['PENDING', mayMove(from, to) ? to : from]);
});

test('the ledger that a draft came from does not move with it', () => {
  const ledger = fleetOf(1);
  moveTarget(draftOf(ledger), 0, 'QUEUED');
  expect(ledger.statuses).toEqual(['PENDING']);
});

const reason: Reason = { code: 'user', message: 'wait', since: 5, actor: { kind: 'user', id: 'ann' } };

test('a fleet has the fields of its status: the pause has its time, the end its time, and a wait is counted when it is over', () => {
  const draft = draftOf(fleetOf(1));
  moveFleet({ draft, now: 1_000 }, 'PAUSING', reason);
  expect(draft).toMatchObject({ status: 'PAUSING', reason, pausedAt: null, waitedMs: 0 });
  moveFleet({ draft, now: 2_000 }, 'PAUSED', draft.reason);
  expect(draft).toMatchObject({ status: 'PAUSED', reason, pausedAt: 2_000, waitedMs: 0 });
  moveFleet({ draft, now: 5_000 }, 'RUNNING', null);
  expect(draft).toMatchObject({ status: 'RUNNING', reason: null, pausedAt: null, waitedMs: 3_000 });
  moveFleet({ draft, now: 7_000 }, 'SUCCEEDED', null);
  expect(draft).toMatchObject({ status: 'SUCCEEDED', finishedAt: 7_000, waitedMs: 3_000 });
  moveFleet({ draft, now: 8_000 }, 'RUNNING', null);
  expect(draft).toMatchObject({ status: 'RUNNING', finishedAt: null });
});

test('a clock that goes back takes nothing from the time that was waited', () => {
  const draft = draftOf(fleetOf(1));
  moveFleet({ draft, now: 9_000 }, 'PAUSED', reason);
  moveFleet({ draft, now: 1_000 }, 'RUNNING', null);
  expect(draft.waitedMs).toBe(0);
});
