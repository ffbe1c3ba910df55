/** Two workers at a forge that asks one of them to wait. */
import { setTimeout as pause } from 'node:timers/promises';
import { ulid } from 'ulid';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { bucketOf } from '../../../worker/forge/forge-barrier.ts';
import type { WorkerPorts } from '../../../worker/hold/worker-setup.ts';
import { removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, type TaskBench } from '../task-bench.ts';
import { startForgeWithRepository, type ForgeWithRepository } from './forge-with-repository.ts';

const token = `ghp_${ulid()}`;
let forge: ForgeWithRepository['forge'];
let bench: TaskBench;

beforeAll(async () => {
  ({ forge } = await startForgeWithRepository(token));
  bench = await startTaskBench();
});
afterAll(async () => {
  await bench.stop();
  await forge.stop();
  removeFolders();
});

test('a forge that asks one worker to wait gets no write from another one before', async () => {
  await bench.onboard({ repo: 'acme/api', clone_url: `${forge.origin}/acme/api.git` });
  const { ports } = bench;
  const bucket = bucketOf({ host: forge.host, token }) ?? '';
  const config = workerConfig.parse({
    forges: [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }],
  });
  const worker = (own: WorkerPorts) =>
    bench.startWorker({ config, environment: { ...process.env, FORGE_TOKEN: token }, closings: new Map() }, own);
  let left = 1;
  /** Takes one message and no more. */
  const once: WorkerPorts = {
    ...ports,
    queue: {
      ...ports.queue,
      receive: (max, waitS, signal) => (left-- > 0 ? ports.queue.receive(1, waitS, signal) : pause(60_000, [], { signal })),
    },
  };
  forge.faults.push({ match: /POST .*\/pulls$/, status: 429, headers: { 'retry-after': '2' } });
  const postedAt: number[] = [];
  forge.onRequest = () => {
    if (/^POST .*\/pulls$/.test(forge.requests.at(-1) ?? '')) postedAt.push(Date.now());
  };
  worker(once);
  const first = await bench.submit(shellTask('echo 1 > x.txt'));
  let closedUntil = 0;
  while (closedUntil === 0) closedUntil = (await ports.tasks.getForgeBucket(bucket))?.closedUntil ?? 0;
  worker(ports);
  const second = await bench.submit(shellTask('echo 2 > x.txt'));
  for (const id of [first, second]) expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED' });
  expect(postedAt).toHaveLength(3);
  expect(postedAt.slice(1).filter((at) => at < closedUntil)).toEqual([]);
});
