import type { Ledger } from '../../../core/ledger/ledger.ts';
import {
  approve,
  asks,
  begun,
  entries,
  events,
  goOnSeen,
  merge,
  now,
  placeOf,
  seen,
  step,
  succeeds,
  tell,
  told,
  turn,
  verdict,
} from '../told-fleet.ts';

const steps = [step('build'), merge];
const atGate = (total: number): Ledger => {
  const ledger = begun(total, total, { steps });
  return succeeds(ledger, ...ledger.statuses.keys());
};

test('opens the gates of the named targets, and the fleet goes on; the others wait', () => {
  const ledger = approve(told(atGate(3)), [0, 2]);
  expect(ledger).toMatchObject({ status: 'RUNNING', statuses: ['QUEUED', 'PENDING', 'QUEUED'], revision: 3 });
  expect([[...ledger.gates.keys()], [...ledger.gatesPassed]]).toEqual([[1], [0, 2]]);
  expect(entries(ledger)).toEqual(['approved: Approved 2 targets; the fleet goes on.', 'launched: Launched 2 targets.']);
  expect(events(ledger)).toEqual(['Fleet Continued']);
  expect(succeeds(ledger, 0, 2)).toMatchObject({ status: 'PAUSED', reason: { code: 'merge_ready' } });
});

test('while the fleet runs, or is paused by a person, it only opens the gate', () => {
  const runs = succeeds(begun(2, 2, { steps }), 0);
  expect(approve(runs, [0]).statuses).toEqual(['QUEUED', 'QUEUED']);
  expect(entries(approve(told(runs), [0]))[0]).toBe('approved: Approved 1 target.');
  const paused = approve(tell(runs, { kind: 'pause' }), [0]);
  expect(paused).toMatchObject({ status: 'PAUSING', statuses: ['PENDING', 'QUEUED'], gates: new Map() });
  expect(goOnSeen(paused).statuses).toEqual(['QUEUED', 'QUEUED']);
});

test('goes on with a fleet that is paused because of a question', () => {
  const both = begun(2, 2, { steps });
  const ledger = turn(both, [seen(both, 0), seen(both, 1, { asks: true })]);
  expect(ledger.reason?.code).toBe('question');
  expect(approve(ledger, [0]).statuses).toEqual(['QUEUED', 'PENDING']);
});

test('passes the step over, also for several that are named twice', () => {
  const three = [step('a'), step('b', { gate: true }), step('c', { gate: true }), merge];
  const ledger = succeeds(begun(1, 1, { steps: three }), 0);
  const passed = tell(ledger, {
    kind: 'approve',
    targets: [
      [0, 0],
      [0, 0],
    ],
    seenGate: now,
    passOver: true,
  });
  expect(placeOf(passed)).toBe('2 PENDING 2 step');
  expect(entries(passed)).toContain('approved: Passed the step over of 1 target.');
  expect(passed.reason).toMatchObject({ code: 'step_gate', step: 2 });
  expect(approve(atGate(1), [0], { passOver: true })).toMatchObject({ status: 'SUCCEEDED' });
});

test('touches none where one of them waits at no gate', () => {
  const ledger = succeeds(begun(3, 3, { steps }), 0);
  const refused = approve(ledger, [0, 1, 2]);
  expect(refused.statuses).toEqual(['PENDING', 'QUEUED', 'QUEUED']);
  expect(verdict(refused)).toMatchObject({ result: 'refused', code: 'INVALID_STATE', refused: [1, 2] });
  expect(verdict(refused)?.message).toBe(
    '2 of the targets do not fit, so none was touched (of the first: it waits at no gate, and is QUEUED).',
  );
  expect(verdict(approve(asks(ledger, 1), [1]))?.message).toContain('One of the targets does not fit');
});

test('is not for a gate to which the target came later, by what was seen or else by the time', () => {
  const first = succeeds(begun(2, 2, { steps }), 0);
  const both = succeeds(first, 1);
  expect(verdict(approve(both, [1], { seenGate: first.lastArrival }))?.message).toContain(
    'it has come to its gate since this was asked for: look at it, and ask again',
  );
  expect(approve(both, [1]).statuses).toEqual(['PENDING', 'QUEUED']);
  const targets = [[0, 0]] as const;
  expect(verdict(tell(first, { kind: 'approve', targets }, now - 1))).toMatchObject({ result: 'refused' });
  expect(verdict(tell(first, { kind: 'approve', targets }, now))).toMatchObject({ result: 'applied' });
});

test('twice: the second finds nobody waiting', () => {
  const once = approve(atGate(1), [0]);
  expect(verdict(approve(once, [0]))).toMatchObject({ result: 'refused', code: 'INVALID_STATE' });
});
