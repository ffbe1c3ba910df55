/** The barrier before writes at a forge: closed for all workers while the forge asks one of them to wait. */
import { setTimeout as pause } from 'node:timers/promises';
import { ulid } from 'ulid';
import { bucketOf, createForgeBarrier, type ForgeBarrier, type KnownClosings } from '../../../worker/forge/forge-barrier.ts';
import { createGithubForge } from '../../../worker/forge/github.ts';
import type { ForgeAccess } from '../../../worker/git/remote.ts';
import { emptyTaskData, taskStoreInMemory } from '../../twins/task-store-in-memory.ts';
import { removeFolders } from '../git-repository.ts';
import { startForgeWithRepository, type ForgeWithRepository } from './forge-with-repository.ts';

const nothing = (): void => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

let token: string;
let forge: ForgeWithRepository['forge'];

beforeEach(async () => {
  token = `ghp_${ulid()}`;
  ({ forge } = await startForgeWithRepository(token));
});
afterEach(async () => {
  await forge.stop();
  removeFolders();
});

const access = (): ForgeAccess => ({
  ...{
    host: forge.host,
    api: `${forge.origin}/api/v3`,
    tokenEnv: 'FORGE_TOKEN',
    token,
    owner: 'acme',
    name: 'api',
    kind: 'github',
  },
});
const text = {
  branch: 'work',
  isNewBranch: false,
  base: 'main',
  title: 'Work',
  body: '',
  labels: [],
  reviewers: [],
  draft: false,
};
const posts = () => forge.requests.filter((request) => request.startsWith('POST '));

test('a write waits at the barrier, and a task that is stopped there sends nothing any more', async () => {
  const opened = Promise.withResolvers<undefined>();
  const reached = Promise.withResolvers<undefined>();
  const barrier: ForgeBarrier = {
    untilOpen: () => (reached.resolve(undefined), opened.promise),
    close: () => Promise.resolve(),
  };
  const stop = new AbortController();
  const opening = createGithubForge(access(), { barrier, log }).openPullRequest(text, stop.signal);
  await reached.promise;
  stop.abort();
  await expect(opening).rejects.toThrow();
  opened.resolve(undefined);
  await pause(50);
  expect(forge.requests).toEqual(['GET /api/v3/repos/acme/api/pulls']);
});

test('each try of a write waits at the barrier, and what the forge asks closes it', async () => {
  const closed: number[] = [];
  let passed = 0;
  const barrier: ForgeBarrier = {
    untilOpen: () => ((passed += 1), Promise.resolve()),
    close: (until) => (closed.push(until), Promise.resolve()),
  };
  const start = Date.now();
  // Not the words of GitHub: a gateway says what it likes.
  forge.faults.push({ match: /POST .*\/pulls$/, status: 403, headers: { 'retry-after': '1' }, body: { message: 'Slow down' } });
  const opened = await createGithubForge(access(), { barrier, log }).openPullRequest(text, new AbortController().signal);
  expect(opened).toMatchObject({ ok: true });
  expect(posts()).toHaveLength(2);
  expect(passed).toBe(2);
  expect(closed).toHaveLength(1);
  expect(closed[0]).toBeGreaterThanOrEqual(start + 1_000);
});

test.each([
  ['an hour at most closes it until its reset', 0],
  ['longer is no limit of a forge: nobody is told', 7_200],
])('a primary limit that lasts %s', async (_, seconds) => {
  const reset = Math.ceil(Date.now() / 1_000) + seconds;
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  forge.faults.push({ match: /GET .*\/pulls$/, status: 403, headers, body: { message: 'API rate limit exceeded' } });
  const closing = Promise.withResolvers<number>();
  const barrier: ForgeBarrier = {
    untilOpen: () => Promise.resolve(),
    close: (until) => (closing.resolve(until), Promise.resolve()),
  };
  const opened = await createGithubForge(access(), { barrier, log }).openPullRequest(text, new AbortController().signal);
  closing.resolve(0);
  if (seconds === 0) expect(opened).toMatchObject({ ok: true });
  else expect(opened).toMatchObject({ ok: false, failure: { classification: { category: 'network', retryable: true } } });
  const until = await closing.promise;
  if (seconds === 0) expect(until).toBeGreaterThanOrEqual(reset * 1_000);
  else expect(until).toBe(0);
});

describe('the barrier itself', () => {
  const barrierWith = (buckets: Parameters<typeof createForgeBarrier>[1]['buckets'], known: KnownClosings = new Map()) =>
    createForgeBarrier(access(), { buckets, known, log });
  const bucket = () => bucketOf({ host: forge.host.toUpperCase(), token }) ?? '';

  test('opens at the latest time that any worker was told, and a worker remembers it', async () => {
    const store = taskStoreInMemory(emptyTaskData());
    const known: KnownClosings = new Map();
    const until = Date.now() + 200;
    await barrierWith(store).close(until);
    await barrierWith(store).close(until - 100);
    await barrierWith(store, known).untilOpen(new AbortController().signal);
    expect(Date.now()).toBeGreaterThanOrEqual(until);
    expect(known.get(bucket())).toBe(until);
  });

  test('lets a stopped task go', async () => {
    const store = taskStoreInMemory(emptyTaskData());
    await store.closeForge(bucket(), Date.now() + 60_000);
    const stop = new AbortController();
    const waiting = barrierWith(store).untilOpen(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
  });

  test('lets work end that is done, although the table does not answer', async () => {
    const broken = {
      getForgeBucket: () => Promise.reject(new Error('down')),
      closeForge: () => Promise.reject(new Error('down')),
    };
    const barrier = barrierWith(broken);
    await barrier.untilOpen(new AbortController().signal);
    const until = Date.now() + 100;
    await barrier.close(until);
    await barrier.untilOpen(new AbortController().signal);
    expect(Date.now()).toBeGreaterThanOrEqual(until);
  });
});
