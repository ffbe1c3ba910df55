import { staleIn, type Patience, type SeenHolder } from '../../../core/diagnosis/stale.ts';
import type { TaskStatus } from '../../../core/task-status.ts';
import { transition } from '../../../core/transition.ts';
import { fleetOf, timings } from '../fleet-world.ts';

const now = 10_000_000;
const id = '01JD0000000000000000000000';
const patience: Patience = { ...timings, resubmit_after_s: 300, lease_repair_after_s: 10 };
/** It owes nothing, and is looked at soon. */
const well = {
  ...transition(fleetOf(3, 3), [], 1_000, timings).ledger,
  ...{ startOwed: false, owed: ['none', 'none', 'none'] as const, owedEvents: [], owedLog: [], wakeAt: now + 1, updatedAt: now },
};
const stale = (change: Partial<typeof well> | object = {}, holders: SeenHolder[] = [], commands: number[] = []) =>
  staleIn({ ...well, ...change }, { holders, commands }, now, patience);
const what = (...args: Parameters<typeof stale>) => stale(...args).map((each) => [each.what, each.count, each.since]);

test('nothing is, where all is done in time', () => {
  expect(stale({}, [{ ordinal: 0, since: now - 1_000 }], [now - 1_000])).toEqual([]);
  expect(stale({ wakeAt: null, startOwed: true, updatedAt: now - 60_000 })).toEqual([]);
});

test('a fleet that nobody looks at, and what it owes', () => {
  expect(what({ wakeAt: now - 120_001 })).toEqual([['look', 1, now - 120_001]]);
  const old = { updatedAt: now - 120_001 };
  expect(what({ ...old, startOwed: true })).toEqual([['run', 1, now - 120_001]]);
  expect(what({ ...old, owed: ['wake', 'none', 'none'] })).toEqual([['effects', 1, now - 120_001]]);
});

test('commands without a verdict', () => {
  expect(stale({}, [], [now - 90_000, now - 70_000, now])).toMatchObject([
    {
      what: 'command',
      count: 2,
      since: now - 90_000,
      message: '2 commands have no verdict yet: the fleet was not looked at since.',
    },
  ]);
  expect(stale({}, [], [now - 70_000])[0]?.message).toContain('1 command has no verdict');
});

const holder = (status: TaskStatus, more: Partial<NonNullable<SeenHolder['task']>> = {}, ordinal = 0): SeenHolder => ({
  ordinal,
  since: now - 9_000_000,
  task: { ...{ status, since: now - 400_000, waitsUntil: null, claimedAt: null, leaseUntil: now, timeoutS: 3_600 }, ...more },
});

test.each<[string, SeenHolder, (string | number)[][]]>([
  ['a slot without a task', { ordinal: 1, since: now - 121_000 }, [['task', 1, now - 121_000]]],
  ['a task that no worker takes', holder('SUBMITTED'), [['worker', 1, now - 400_000]]],
  ['one that waits for a forge', holder('SUBMITTED', { waitsUntil: now + 5 }), []],
  ['one that waited for a forge until just now', holder('SUBMITTED', { waitsUntil: now - 5_000 }), []],
  ['one that waits for other tasks of its user', holder('QUEUED'), []],
  ['one whose worker is gone', holder('RUNNING', { leaseUntil: now - 11_000 }), [['heartbeat', 1, now - 11_000]]],
  ['one that no worker has', holder('FINALIZING', { leaseUntil: null }), [['heartbeat', 1, now - 400_000]]],
  ['one that a worker has', holder('HYDRATING', { claimedAt: now - 4_100_000 }), []],
  ['one that works for too long', holder('RUNNING', { claimedAt: now - 4_201_000 }), [['overdue', 1, now - 4_201_000]]],
  ['one that ended long ago', holder('COMPLETED', { since: now - 601_000 }), [['end', 1, now - 601_000]]],
  ['one that ended just now', holder('FAILED', { since: now - 1_000 }), []],
])('%s', (_, seen, found) => {
  expect(what({}, [seen])).toEqual(found);
});

test('targets of one kind are told together, with what helps and the first of them', () => {
  const holders = [holder('SUBMITTED', {}, 2), holder('SUBMITTED', { since: now - 500_000 }, 0), { ordinal: 1, since: 1 }];
  expect(stale({}, holders)).toEqual([
    {
      ...{ what: 'worker', count: 2, since: now - 500_000, target: 2, commands: ['bgagent worker', 'bgagent doctor'] },
      message: 'PATH (and 1 more) waits for a worker, and none took its task: no worker runs, or all are busy.',
    },
    {
      ...{ what: 'task', count: 1, since: 1, target: 1, commands: [`bgagent fleet fail ${id} --target PATH`] },
      message: 'PATH got a slot, and no task was created: the run of the workflow has no child there.',
    },
  ]);
});
