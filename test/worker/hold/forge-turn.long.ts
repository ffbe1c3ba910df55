/** Tasks that begin as their forge allows: what waits, what it leaves alone while it waits, and what becomes of its booking. */
import { ulid } from 'ulid';
import { forgeBucketId } from '../../../contracts/keys.ts';
import type { ForgeWait, TaskRow } from '../../../contracts/task.ts';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { spanMs } from '../../../core/forge-bookings.ts';
import { cancelTask } from '../../../tasks/cancel-task.ts';
import { systemClockAndIds } from '../../../adapters/clock-and-ids.ts';
import { bucketOf, type KnownClosings } from '../../../worker/forge/forge-barrier.ts';
import type { WorkerPorts } from '../../../worker/hold/worker-setup.ts';
import { startForgeWithRepository, type ForgeWithRepository } from '../forge/forge-with-repository.ts';
import { removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';

let token: string;
let bucket: string;
let bench: TaskBench;
let forge: ForgeWithRepository['forge'];

beforeAll(async () => {
  bench = await startTaskBench();
});
beforeEach(async () => {
  token = `ghp_${ulid()}`;
  ({ forge } = await startForgeWithRepository(token));
  bucket = bucketOf({ host: forge.host, token }) ?? '';
  await bench.onboard({ repo: 'acme/api', clone_url: `${forge.origin}/acme/api.git` });
});
afterEach(async () => {
  await bench.closeWorkers();
  bench.messages.clear();
  await forge.stop();
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const startWorker = (perMinute: number | null, ports: WorkerPorts = bench.ports, closings: KnownClosings = new Map()) =>
  bench.startWorker(
    {
      closings,
      config: workerConfig.parse({ forges: [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }] }),
      environment: { ...process.env, FORGE_TOKEN: token },
      forges: perMinute === null ? [] : [{ host: forge.host, writes_per_minute: perMinute, writes_per_hour: null }],
    },
    ports,
  );

const waitUntil = (ms: number): ForgeWait => ({
  ...{ host: forge.host, bucket, every_s: 60, writes: 1 },
  until: new Date(ms).toISOString(),
});
const submit = (given: Partial<TaskRow> = {}) => bench.submit(shellTask('date +%N > x.txt', given));
const waiting = (id: string) => bench.until(id, ({ waits_for }) => waits_for !== undefined);
const read = () => bench.ports.tasks.getForgeBucket(bucket);
const bookedSum = async (): Promise<number> => [...((await read())?.bookings.values() ?? [])].reduce((sum, n) => sum + n, 0);
const bookNow = (writes: number, at = Date.now()) =>
  bench.ports.tasks.putForgeBookingsIf(bucket, undefined, new Map([[Math.floor(at / spanMs), writes]]));
const messageOf = (id: string) => [...bench.messages.values()].find(({ taskId }) => taskId === id);

test('a task for which the forge has no room is handed back with its time, and no worker has it', async () => {
  await bookNow(2);
  startWorker(2);
  const id = await submit({ channel_metadata: { fleet_id: ulid(), target: 'api', attempt: 1 } });
  const row = await waiting(id);
  expect(row).toMatchObject({ status: 'SUBMITTED', claim: 0, claimed_at: null, started_at: null });
  expect(row.waits_for).toMatchObject({ host: forge.host, bucket, writes: 1, every_s: 30 });
  const until = Date.parse(row.waits_for?.until ?? '');
  expect(row.open_since).toBe(row.waits_for?.until);
  expect((await read())?.bookings.get(until / spanMs)).toBe(1);
  const other = await bench.submit(taskRow({ repo: null, resolved_workflow: { id: 'default/agent-v1', version: '1.0.0' } }));
  await bench.ended(other);
  expect((await bench.ports.tasks.getHeartbeats([id])).size).toBe(0);
  expect(messageOf(id)?.visibleAt).toBeGreaterThanOrEqual(until);
  const [told] = bench.published.filter(({ task_id }) => task_id === id);
  expect(told).toMatchObject({ status: 'SUBMITTED', previous_status: 'SUBMITTED', fleet_id: row.channel_metadata?.fleet_id });
  const { items } = await bench.ports.events.listTaskEvents(id, { limit: 10 });
  expect(items).toMatchObject([{ event_type: 'waits_for_forge', metadata: { host: forge.host, until: row.waits_for?.until } }]);
  expect(bench.logs.join('\n')).toContain(`The task waits for ${forge.host}, about 1m`);
});

test('a message that comes early is hidden again, and nothing else happens', async () => {
  const until = Date.now() + 40_000;
  const id = await submit({ waits_for: waitUntil(until) });
  startWorker(1);
  await bench.seen(id, (message) => (message?.visibleAt ?? 0) >= until);
  expect(await bench.rowOf(id)).toMatchObject({ status: 'SUBMITTED', claim: 0, waits_for: waitUntil(until) });
  expect(await read()).toBeUndefined();
});

test('a task whose time has come begins, without another booking', async () => {
  const at = Date.now() - 1_000;
  await bookNow(1, at);
  const id = await submit({ waits_for: waitUntil(at) });
  startWorker(1);
  const row = await bench.ended(id);
  expect(row).toMatchObject({ status: 'COMPLETED', claim: 1, pr_url: expect.stringContaining('/pull/1') as string });
  expect(Date.parse(row.claimed_at ?? '')).toBeGreaterThan(at);
  expect((await read())?.revision).toBe(1);
});

test('a task that comes long after its time books anew, and gives the old booking back', async () => {
  const at = Date.now() - 100_000;
  await bookNow(1, at);
  const id = await submit({ waits_for: waitUntil(at) });
  startWorker(1);
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', claim: 1 });
  expect(await bookedSum()).toBe(1);
  expect((await read())?.bookings.has(Math.floor(at / spanMs))).toBe(false);
});

test('a closing makes earlier bookings void: the task books a time after it', async () => {
  const at = Date.now() - 1_000;
  await bookNow(1, at);
  const closed = Date.now() + 50_000;
  await bench.ports.tasks.closeForge(bucket, closed);
  const id = await submit({ waits_for: waitUntil(at) });
  startWorker(1);
  const row = await bench.until(id, ({ waits_for }) => waits_for?.until !== waitUntil(at).until);
  expect(Date.parse(row.waits_for?.until ?? '')).toBeGreaterThanOrEqual(closed);
  expect(row).toMatchObject({ status: 'SUBMITTED', claim: 0 });
  expect(await bookedSum()).toBe(1);
});

test('a worker that knows a forge to be closed begins no task that would write there, also where it has no limits', async () => {
  const until = Date.now() + 50_000;
  await bench.ports.tasks.closeForge(bucket, until);
  startWorker(null, bench.ports, new Map([[bucket, until]]));
  const row = await waiting(await submit());
  expect(row).toMatchObject({ status: 'SUBMITTED', claim: 0, waits_for: { ...waitUntil(until), every_s: 0 } });
  expect(await bookedSum()).toBe(0);
});

test('labels are a write more, and so are reviewers, and a token has bookings of its own', async () => {
  const old = { ...waitUntil(Date.now() + 600_000), bucket: forgeBucketId(forge.host, 'another-token') };
  await bench.ports.tasks.putForgeBookingsIf(old.bucket, undefined, new Map([[Math.floor(Date.parse(old.until) / spanMs), 1]]));
  await bookNow(2);
  const id = await submit({ pull_request: { labels: ['fleet'], reviewers: ['alice'] }, waits_for: old });
  startWorker(3);
  const row = await bench.until(id, ({ waits_for }) => waits_for?.bucket === bucket);
  expect(row.waits_for).toMatchObject({ writes: 3, every_s: 60 });
  await bench.until(id, () => bench.published.some(({ task_id }) => task_id === id));
  expect((await bench.ports.tasks.getForgeBucket(old.bucket))?.bookings.size).toBe(0);
});

test('the writes of all repositories that share a sandbox are booked, where most of them are', async () => {
  const shared = ['acme/one', 'acme/two', 'acme/elsewhere'].map((repo) => ({
    ...{ repo, folder: repo.slice(5), verifiers: null, pull_request: null },
  }));
  for (const repo of ['acme/one', 'acme/two']) await bench.onboard({ repo, clone_url: `${forge.origin}/${repo}.git` });
  await bookNow(5);
  const id = await submit({ repo: 'acme/one', shared_repos: shared, pull_request: { labels: ['fleet'] } });
  startWorker(5);
  expect((await waiting(id)).waits_for).toMatchObject({ host: forge.host, bucket, writes: 4, every_s: 60 });
  expect(await bookedSum()).toBe(9);
});

test('a booking is given back where another worker, or a cancellation, comes first', async () => {
  await bookNow(1);
  const { tasks } = bench.ports;
  const cancelFirst: WorkerPorts = {
    ...bench.ports,
    tasks: {
      ...tasks,
      async waitForForgeIf(row, wait, now) {
        await tasks.moveTaskIfStatus(row.task_id, { from: ['SUBMITTED'], to: 'CANCELLED', now });
        return tasks.waitForForgeIf(row, wait, now);
      },
      async takeLeaseIfFree(id, hold) {
        await tasks.takeLeaseIfFree(id, { ...hold, workerId: 'other', leaseUntil: hold.now + 60_000 });
        return tasks.takeLeaseIfFree(id, hold);
      },
    },
  };
  startWorker(1, cancelFirst);
  const cancelled = await submit();
  await bench.gone(cancelled);
  expect(await bench.rowOf(cancelled)).not.toHaveProperty('waits_for');
  expect(await bookedSum()).toBe(1);
  await bench.closeWorkers();
  startWorker(5, cancelFirst);
  const taken = await submit();
  await bench.seen(taken, (message) => (message?.visibleAt ?? 0) > Date.now() + 50_000);
  expect(await bookedSum()).toBe(1);
});

test('a cancelled task leaves its time to others', async () => {
  await bookNow(1);
  startWorker(1);
  const id = await submit();
  await waiting(id);
  expect(await bookedSum()).toBe(2);
  const ports = {
    ...bench.ports,
    clockAndIds: systemClockAndIds,
    userTaskCap: 0,
    userUsdPerDay: 0,
    queue: { enqueue: () => Promise.resolve() },
  };
  expect(await cancelTask(ports, id, 'asked')).toBe('cancelled');
  expect(await bookedSum()).toBe(1);
});

test('no booking is made for a task that was begun before, opens no pull request, or writes where nothing is limited', async () => {
  const begun = await submit({ status: 'RUNNING', open_for: 'ACTIVE', claim: 1 });
  const review = { id: 'coding/pr-review-v1', version: '1.0.0' };
  const reads = await bench.submit(taskRow({ resolved_workflow: review, pr_number: 7 }));
  const worker = startWorker(1);
  await bench.ended(begun);
  await bench.ended(reads);
  // What is kept for a review opens none; what is published later does.
  expect(await bench.ended(await submit({ keep_for_review: true }))).toMatchObject({ kept: { work: [{}] } });
  await worker.close();
  let asked = 0;
  const { tasks, repos } = bench.ports;
  const counting: WorkerPorts = {
    ...bench.ports,
    tasks: { ...tasks, putForgeBookingsIf: (...args) => ((asked += 1), tasks.putForgeBookingsIf(...args)) },
    repos: { ...repos, getRepo: (name) => ((asked += 1), repos.getRepo(name)) },
  };
  startWorker(null, counting);
  expect(await bench.ended(await submit())).toMatchObject({ status: 'COMPLETED' });
  // The repository is read once, as ever.
  expect(asked).toBe(1);
  expect(await read()).toBeUndefined();
});
