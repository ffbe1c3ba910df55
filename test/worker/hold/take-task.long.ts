/** Tasks that are cancelled, taken over, given back or held by another worker. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { durationsSchema } from '../../../contracts/durations.ts';
import { isTaskEnded } from '../../../contracts/task-transitions.ts';
import type { WorkerPorts } from '../../../worker/hold/worker-setup.ts';
import { makeFolder, makeRepository, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, type TaskBench } from '../task-bench.ts';
import { patienceMs } from '../../patience.ts';
import { takeHold } from '../../../tasks/take-hold.ts';

let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;

beforeEach(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
});
afterEach(async () => {
  await bench.stop();
  removeFolders();
});

const cancel = (taskId: string, ports: WorkerPorts = bench.ports) =>
  ports.tasks.moveTaskIfStatus(taskId, { from: ['SUBMITTED', 'HYDRATING', 'RUNNING'], to: 'CANCELLED', now: Date.now() });

async function fileThere(file: string): Promise<void> {
  for (const end = Date.now() + patienceMs; !existsSync(file) && Date.now() < end;) await pause(25);
  expect(existsSync(file)).toBe(true);
}

test('a cancelled task is killed with its whole tree, and nothing is pushed', async () => {
  bench.startWorker();
  const folder = makeFolder('marker');
  const [begun, late] = [join(folder, 'begun'), join(folder, 'late')];
  const id = await bench.submit(shellTask(`echo x > x.txt; (sleep 2; touch ${late}) & touch ${begun}; sleep 1; exec sleep 30`));
  await fileThere(begun);
  expect(await cancel(id)).toBeDefined();
  while (bench.messages.size > 0) await pause(25);
  await pause(2_200);
  expect(existsSync(late)).toBe(false);
  expect(remote.branches()).toEqual([]);
  expect((await bench.rowOf(id)).status).toBe('CANCELLED');
});

test('a running task shows the last whole line of its output, masked, without terminal instructions and shortened', async () => {
  const environment = { ...process.env, FORGE_TOKEN: 'secret-of-a-forge' };
  const forges = [{ host: 'git.acme.example', api: 'https://git.acme.example/api/v3', token_env: 'FORGE_TOKEN' }];
  const config = workerConfig.parse({ forges });
  bench.startWorker({ environment, config, durations: durationsSchema.parse({ task_lease_s: 0.6, cancel_check_s: 0.1 }) });
  const folder = makeFolder('marker');
  const go = join(folder, 'go');
  const first = String.raw`printf '\033[31mone\033[0m\n\033]0;title\007\033[2Kwith secret-of-a-forge\r\n \nhalf of secret-of'`;
  const then = String.raw`printf -- '-a-forge\n%0300d\n' 7`;
  const id = await bench.submit(shellTask(`${first}; until [ -e ${go} ]; do sleep 0.05; done; ${then}; sleep 30`));
  const lastLineAfter = async (before: string | null): Promise<string | null> => {
    for (const end = Date.now() + patienceMs; Date.now() < end;) {
      const beat = (await bench.ports.tasks.getHeartbeats([id])).get(id);
      if (beat && beat.lastLine !== before) return beat.lastLine;
      await pause(25);
    }
    return before;
  };
  expect(await lastLineAfter(null)).toBe('with ***');
  writeFileSync(go, '');
  expect(await lastLineAfter('with ***')).toBe(`${'0'.repeat(199)}…`);
});

test('a task cancelled between work and push is not pushed, even unnoticed by the check', async () => {
  const id = await bench.submit(shellTask('echo x > x.txt'));
  const { tasks } = bench.ports;
  const cancelFirst: WorkerPorts = {
    ...bench.ports,
    tasks: {
      ...tasks,
      async moveTaskIfStatus(taskId, move) {
        if (move.to === 'FINALIZING') await cancel(taskId);
        return tasks.moveTaskIfStatus(taskId, move);
      },
    },
  };
  bench.startWorker({ durations: durationsSchema.parse({ cancel_check_s: 600 }) }, cancelFirst);
  await bench.ended(id);
  while (bench.messages.size > 0) await pause(25);
  expect(remote.branches()).toEqual([]);
});

test('a task whose worker died is taken over when the lease ends, and makes one commit', async () => {
  const task = shellTask('echo x > x.txt; echo once >> log.txt');
  const id = await bench.submit(task);
  // A worker that pushed, and died before it wrote the end.
  const { tasks } = bench.ports;
  const killed = Promise.withResolvers<undefined>();
  const dying: WorkerPorts = {
    ...bench.ports,
    tasks: {
      ...tasks,
      renewLeaseOfHold: () => Promise.reject(new Error('killed')),
      moveTaskIfStatus(taskId, move) {
        if (!isTaskEnded(move.to)) return tasks.moveTaskIfStatus(taskId, move);
        killed.resolve(undefined);
        return Promise.reject(new Error('killed'));
      },
    },
  };
  const durations = durationsSchema.parse({ task_lease_s: 600, cancel_check_s: 600 });
  const first = bench.startWorker({ durations }, dying);
  await killed.promise;
  await first.close();
  expect(await bench.rowOf(id)).toMatchObject({ status: 'FINALIZING', claim: 1 });
  const before = remote.tipOf(task.branch_name ?? '');
  // Its lease ends, and the message becomes visible again.
  await tasks.renewLeaseOfHold(id, 1, { until: Date.now() - 1 });
  for (const message of bench.messages.values()) message.visibleAt = 0;
  bench.startWorker();
  const row = await bench.ended(id);
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', claim: 2 });
  expect(remote.commitsOf(task.branch_name ?? '')).toHaveLength(1);
  expect(remote.fileOf(task.branch_name ?? '', 'log.txt')).toBe('once');
  expect(before).toMatch(/^[0-9a-f]{40}$/);
});

test('a worker that no longer holds the task stops and writes nothing more', async () => {
  const folder = makeFolder('marker');
  const begun = join(folder, 'begun');
  const counting = `echo run >> ${begun}; sleep 3; echo x > x.txt`;
  const id = await bench.submit(shellTask(counting));
  bench.startWorker({ durations: durationsSchema.parse({ task_lease_s: 600, cancel_check_s: 0.1 }) });
  await fileThere(begun);
  const row = await bench.rowOf(id);
  // As if the lease had ended and another worker had taken the task.
  await bench.ports.tasks.renewLeaseOfHold(id, row.claim, { until: Date.now() - 1_000 });
  const taken = await takeHold(bench.ports.tasks, id, { workerId: 'w', now: Date.now(), leaseUntil: Date.now() + 600_000 });
  expect(taken?.row.claim).toBe(2);
  await pause(4_000);
  expect(remote.branches()).toEqual([]);
  expect(await bench.rowOf(id)).toMatchObject({ status: 'RUNNING', claim: 2 });
  expect(await bench.ports.events.getTaskOutput(id)).toBeUndefined();
});

test('a live lease is left alone, and the message stays', async () => {
  const id = await bench.submit(shellTask('echo x > x.txt'));
  await takeHold(bench.ports.tasks, id, { workerId: 'w', now: Date.now(), leaseUntil: Date.now() + 600_000 });
  bench.startWorker();
  await pause(500);
  expect(await bench.rowOf(id)).toMatchObject({ status: 'HYDRATING', claim: 1 });
  const [message] = [...bench.messages.values()];
  expect(message?.visibleAt).toBeGreaterThan(Date.now() + 500_000);
});

test('the message of a task that has ended is removed, and its status is published once more', async () => {
  bench.startWorker();
  const id = await bench.submit(shellTask('true'));
  await bench.ended(id);
  const told = bench.published.length;
  bench.enqueue(id);
  bench.enqueue('01ARZ3NDEKTSV4RRFFQ69G5FAV');
  while (bench.messages.size > 0) await pause(25);
  expect(bench.published.slice(told).every(({ status, task_id: task }) => status === 'COMPLETED' && task === id)).toBe(true);
  expect(bench.published.length).toBeGreaterThan(told);
});

test('the lease is renewed while the work takes longer, and the output so far can be read', async () => {
  const folder = makeFolder('marker');
  const runs = join(folder, 'runs');
  const id = await bench.submit(shellTask(`echo run >> ${runs}; echo so far; sleep 4; echo x > x.txt`));
  bench.startWorker({ durations: durationsSchema.parse({ task_lease_s: 2, cancel_check_s: 0.2 }) });
  bench.startWorker({ durations: durationsSchema.parse({ task_lease_s: 2, cancel_check_s: 0.2 }) });
  await fileThere(runs);
  await pause(1_500);
  expect(await bench.ports.events.getTaskOutput(id)).toBe('so far\n');
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', claim: 1 });
  expect(readFileSync(runs, 'utf8')).toBe('run\n');
});

test('a worker that closes kills its work and gives the task back at once', async () => {
  const folder = makeFolder('marker');
  const [begun, go, late] = [join(folder, 'begun'), join(folder, 'go'), join(folder, 'late')];
  const task = shellTask(`touch ${begun}; test -f ${go} || { sleep 3; touch ${late}; }; echo x > x.txt`);
  const id = await bench.submit(task);
  const durations = durationsSchema.parse({ task_lease_s: 600, cancel_check_s: 60 });
  const first = bench.startWorker({ durations });
  await fileThere(begun);
  await first.close();
  writeFileSync(go, '');
  bench.startWorker({ durations });
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', claim: 2 });
  expect(remote.commitsOf(task.branch_name ?? '')).toHaveLength(1);
  await pause(3_000);
  expect(existsSync(late)).toBe(false);
});

test('several tasks run at a time, never more than the concurrency', async () => {
  const { tasks } = bench.ports;
  let running = 0;
  let most = 0;
  const counting: WorkerPorts = {
    ...bench.ports,
    tasks: {
      ...tasks,
      async takeLeaseIfFree(...args) {
        running += 1;
        most = Math.max(most, running);
        return tasks.takeLeaseIfFree(...args);
      },
      async moveTaskIfStatus(taskId, move) {
        const moved = await tasks.moveTaskIfStatus(taskId, move);
        if (move.to === 'COMPLETED') running -= 1;
        return moved;
      },
    },
  };
  const ids = await Promise.all(Array.from({ length: 7 }, () => bench.submit(shellTask('sleep 0.7'))));
  bench.startWorker({}, counting);
  await Promise.all(ids.map((id) => bench.ended(id)));
  expect(most).toBe(4);
});
