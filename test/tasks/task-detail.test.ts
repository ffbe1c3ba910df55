/** A task as callers see it: what it waits for, and what it passes on. */
import type { TaskRow } from '../../contracts/task.ts';
import { toTaskDetail } from '../../tasks/task-detail.ts';
import { makeTask } from '../adapters/task/task-row.ts';

const now = Date.UTC(2026, 10, 5);
const waits = (until: number) => ({
  ...{ host: 'github.com', every_s: 7.2, bucket: 'FORGE#github.com#0123456789abcdef', writes: 1 },
  until: new Date(until).toISOString(),
});

test('shows which forge a task waits for and how long, and not where that is booked', async () => {
  const row = { ...(await makeTask()), waits_for: waits(now + 90_400) };
  const { waits_for, estimated_wait_s } = toTaskDetail(row, { now });
  expect(waits_for).toEqual({ host: 'github.com', until: '2026-11-05T00:01:30.400Z' });
  expect(estimated_wait_s).toBe(91);
});

test.each([
  ['has begun', { status: 'RUNNING' }, now + 90_000],
  ['has its time', {}, now],
] as const)('a task that %s waits for no forge', async (_, given, until) => {
  const row = { ...(await makeTask()), waits_for: waits(until), ...given };
  expect(toTaskDetail(row, { now })).toMatchObject({ waits_for: null, estimated_wait_s: null });
});

test('shows what the work passes on, and null for a row of older code', async () => {
  const row = await makeTask();
  const older = Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'base_branch'));
  // The row lacks a key that a row need not have.
  expect(toTaskDetail(older as TaskRow, { now })).toMatchObject({ result: null, base_branch: null });
  expect(toTaskDetail({ ...row, result: { version: '2.1' } }, { now }).result).toEqual({ version: '2.1' });
});
