/** A fleet at a forge that takes few writes, with two workers and a runtime that is killed while the targets wait. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { spanMs } from '../../core/forge-bookings.ts';
import { bucketOf } from '../../worker/forge/forge-barrier.ts';
import { startForgeWithRepository, type ForgeWithRepository } from '../worker/forge/forge-with-repository.ts';
import { makeFolder, removeFolders } from '../worker/git-repository.ts';
import { must } from './answers.ts';
import { openTasks } from './open-tasks.ts';
import { System } from './system.ts';

const token = `ghp_${ulid()}`;
let forge: ForgeWithRepository['forge'];
let system: System;

beforeAll(async () => {
  ({ forge } = await startForgeWithRepository(token));
  process.env['LIMITED_FORGE_TOKEN'] = token;
  const workerConfig = join(makeFolder('config'), 'worker.yaml');
  // JSON is YAML.
  const forges = [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'LIMITED_FORGE_TOKEN' }];
  writeFileSync(workerConfig, JSON.stringify({ forges }));
  const limits = JSON.stringify([{ host: forge.host, writes_per_minute: 2 }]);
  system = await System.start({ workers: 2, concurrency: 1, workerConfig, parameters: { Forges: limits } });
  await system.onboardRemote('api', `${forge.origin}/acme/api.git`);
});
afterAll(async () => {
  delete process.env['LIMITED_FORGE_TOKEN'];
  await system.close();
  await forge.stop();
  removeFolders();
});

test('two begin when the forge has room, the others wait on, and a cancellation frees their time', async () => {
  const bucket = bucketOf({ host: forge.host, token }) ?? '';
  const before = openTasks(system);
  expect(JSON.parse(before.environment['FORGES'] ?? '')).toMatchObject([{ host: forge.host, writes_per_minute: 2 }]);
  // As if two pull requests had been opened a while ago: there is room again some 20 seconds from now.
  const opened = new Map([[Math.floor((Date.now() - 45_000) / spanMs), 2]]);
  expect(await before.tasks.putForgeBookingsIf(bucket, undefined, opened)).toBe(true);
  before.close();

  const body = {
    workflow_ref: 'shell/run-v1',
    params: { command: 'date +%N > x.txt' },
    max_concurrency: 4,
    failure: null,
    targets: ['a', 'b', 'c', 'd'].map((id) => ({ repo: 'acme/api', id })),
  };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  const waiting = await system.waitFor(fleet_id, ({ waiting: all }) => all.some(({ count }) => count === 4));
  expect(waiting.waiting).toMatchObject([{ host: forge.host, count: 4 }]);
  const tasks = await system.tasksOf(fleet_id);
  expect(tasks.map(({ status, waits_for }) => [status, waits_for?.host])).toEqual(
    Array.from({ length: 4 }, () => ['SUBMITTED', forge.host]),
  );

  await system.killHard();
  await system.boot();
  const half = await system.waitFor(fleet_id, ({ progress }) => progress.finished === 2);
  expect(half.progress.counts).toMatchObject({ SUCCEEDED: 2, QUEUED: 2 });
  const after = await system.tasksOf(fleet_id);
  const done = after.filter(({ status }) => status === 'COMPLETED');
  for (const { task_id, started_at } of done) {
    const until = tasks.find((task) => task.task_id === task_id)?.waits_for?.until ?? '';
    expect(Date.parse(started_at ?? '')).toBeGreaterThanOrEqual(Date.parse(until));
  }
  expect(after.filter(({ waits_for }) => waits_for !== null)).toHaveLength(2);
  const posted = () => forge.requests.filter((request) => /^POST .*\/pulls$/.test(request)).length;
  expect(posted()).toBe(2);
  for (const { task_id } of tasks) {
    const events = must(await system.client.listTaskEvents({ params: { task_id } }));
    expect(events.filter(({ event_type }) => event_type === 'waits_for_forge')).toHaveLength(1);
  }

  must(await system.client.cancelFleet({ params: { fleet_id }, body: {} }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'CANCELLED' });
  expect(posted()).toBe(2);
  const tables = openTasks(system);
  const { bookings } = (await tables.tasks.getForgeBucket(bucket)) ?? { bookings: new Map<number, number>() };
  expect([...bookings.values()].reduce((sum, writes) => sum + writes, 0)).toBe(4);
  tables.close();
});
