/** Every task ends, whatever its work writes and however its workers die, and its work is not done again and again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { durationsSchema } from '../../../contracts/durations.ts';
import { limits } from '../../../contracts/limits.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { failures } from '../../../worker/failure.ts';
import type { WorkerPorts } from '../../../worker/hold/worker-setup.ts';
import { storeEnding } from '../../../worker/hold/store-ending.ts';
import { failureEnding } from '../../../worker/task/ending.ts';
import { anyResultFile } from '../task/any-result-file.ts';
import { makeFolder, makeRepository, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';

let bench: TaskBench;
beforeEach(async () => {
  bench = await startTaskBench();
});
afterEach(async () => {
  await bench.stop();
  removeFolders();
});

test('whatever the result file holds, the task ends, at its first claim', async () => {
  const file = join(makeFolder('said'), 'file');
  const command = ['sh', '-c', `cp ${file} "$BGAGENT_RESULT"`];
  bench.startWorker({ config: workerConfig.parse({ agents: { a: { command } } }) });
  const task = () => taskRow({ repo: null, resolved_workflow: { id: 'default/agent-v1', version: '1.0.0' } });
  await fc.assert(
    fc.asyncProperty(anyResultFile, async (content) => {
      writeFileSync(file, content);
      expect(await bench.ended(await bench.submit(task()))).toMatchObject({ status: 'COMPLETED', claim: 1 });
    }),
    { numRuns: 10 },
  );
});

/** A row that the table takes with so many more bytes: a short failure fits, a long one does not. */
async function rowWithRoomFor(bytes: number, command: string): Promise<TaskRow> {
  const withText = (length: number) => shellTask(command, { task_description: 'y'.repeat(length) });
  let most = 400 * 1024;
  const fits = () => bench.ports.tasks.putTaskIfAbsent(withText(most)).catch(() => false);
  while (!(await fits())) most -= 100;
  return withText(most - bytes);
}

test('an end that the table refuses becomes a failure that it keeps', async () => {
  await bench.onboard({ repo: 'acme/api', clone_url: makeRepository().url });
  bench.startWorker();
  // 500 characters of the output go into the failure, twice.
  const task = await rowWithRoomFor(850, 'yes | head -c 600; exit 1');
  const row = await bench.ended(await bench.submit(task));
  expect(row).toMatchObject({ status: 'FAILED', claim: 1, error_classification: { title: 'End not stored', retryable: false } });
  expect(row.error_message).toContain('The task ended FAILED, and that could not be stored: ');
});

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

test('an end that a table does not take now is stored when it answers again', async () => {
  const outage = Object.assign(new Error('not now'), { code: 'ECONNREFUSED' });
  const stored: string[] = [];
  let refusals = 2;
  const finish = (ending: { status: string }) => {
    if (refusals-- > 0) return Promise.reject(outage);
    stored.push(ending.status);
    return Promise.resolve();
  };
  const ending = failureEnding(failures.agent('It failed.'));
  expect(await storeEnding(finish, ending, { signal: new AbortController().signal, log })).toBe(ending);
  expect(stored).toEqual(['FAILED']);
});

test('an end that was stored counts, though the worker began to close meanwhile', async () => {
  const closing = new AbortController();
  const finish = () => {
    closing.abort();
    return Promise.resolve();
  };
  const ending = failureEnding(failures.agent('It failed.'));
  expect(await storeEnding(finish, ending, { signal: closing.signal, log })).toBe(ending);
});

test('work is not done again because its output could not be kept for a while', async () => {
  const [file, events] = [join(makeFolder('runs'), 'runs'), bench.ports.events];
  let refusals = 2;
  const putOutputPart: typeof events.putOutputPart = (taskId, part) =>
    refusals-- > 0
      ? Promise.reject(Object.assign(new Error('not now'), { code: 'ECONNREFUSED' }))
      : events.putOutputPart(taskId, part);
  await bench.onboard({ repo: 'acme/api', clone_url: makeRepository().url });
  bench.startWorker({}, { ...bench.ports, events: { ...events, putOutputPart } });
  const id = await bench.submit(shellTask(`echo run >> ${file}; echo said`));
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', claim: 1 });
  expect([readFileSync(file, 'utf8'), await events.getTaskOutput(id)]).toEqual(['run\n', 'said\n']);
});

/** Ports behind which nothing answers while `down`, as while a runtime starts again. What `lost` names is done, and its answer is lost. */
function portsWithOutage(state: { down: boolean; lost?: string | undefined }): WorkerPorts {
  const refused = () => Object.assign(new Error('not now'), { code: 'ECONNREFUSED' });
  const { tasks, events, repos, queue, bus } = bench.ports;
  const guarded = <P extends object>(port: P): P => {
    const guard = ([name, call]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      name,
      async (...args: unknown[]) => {
        if (state.down) throw refused();
        const answer = await call(...args);
        if (!state.lost || !JSON.stringify(args).includes(state.lost)) return answer;
        state.lost = undefined;
        throw refused();
      },
    ];
    return Object.fromEntries(Object.entries(port).map(guard)) as P;
  };
  return { tasks: guarded(tasks), events: guarded(events), repos: guarded(repos), queue, bus: guarded(bus) };
}

test('work that ends while nothing answers is done once, and its end is stored afterwards', async () => {
  const folder = makeFolder('marker');
  const [runs, go, over] = [join(folder, 'runs'), join(folder, 'go'), join(folder, 'over')];
  const remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
  const state = { down: false };
  const durations = durationsSchema.parse({ task_lease_s: 60, cancel_check_s: 0.1 });
  bench.startWorker({ durations }, portsWithOutage(state));
  const task = shellTask(`echo run >> ${runs}; until [ -e ${go} ]; do sleep 0.05; done; echo x > x; touch ${over}`);
  const id = await bench.submit(task);
  await bench.until(id, ({ status }) => status === 'RUNNING' && existsSync(runs));
  state.down = true;
  writeFileSync(go, '');
  while (!existsSync(over) || !bench.logs.some((line) => line.includes('not stored yet'))) await pause(20);
  expect(await bench.rowOf(id)).toMatchObject({ status: 'RUNNING', claim: 1 });
  state.down = false;
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', outcome: 'changed', claim: 1 });
  expect(readFileSync(runs, 'utf8')).toBe('run\n');
  expect(remote.branches()).toEqual([task.branch_name]);
});

test.each(['RUNNING', 'FINALIZING', 'COMPLETED'])('a move to %s whose answer was lost counts as made', async (status) => {
  const runs = join(makeFolder('marker'), 'runs');
  const remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
  bench.startWorker({}, portsWithOutage({ down: false, lost: `"to":"${status}"` }));
  const id = await bench.submit(shellTask(`echo run >> ${runs}; echo x > x`));
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', outcome: 'changed', claim: 1 });
  await bench.gone(id);
  expect(bench.published.map((each) => each.status)).toEqual(['HYDRATING', 'RUNNING', 'FINALIZING', 'COMPLETED']);
  expect(readFileSync(runs, 'utf8')).toBe('run\n');
});

test('a history that cannot be written does not fail the work', async () => {
  const { events } = bench.ports;
  const appendTaskEvent: typeof events.appendTaskEvent = (taskId, event) =>
    event.event_type === 'result_file_problems' ? Promise.reject(new Error('not now')) : events.appendTaskEvent(taskId, event);
  await bench.onboard({ repo: 'acme/api', clone_url: makeRepository().url });
  bench.startWorker({}, { ...bench.ports, events: { ...events, appendTaskEvent } });
  const id = await bench.submit(shellTask('echo no JSON > "$BGAGENT_RESULT"'));
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', claim: 1 });
  expect(await events.getTaskOutput(id)).toContain('Nothing of it was read: it is not a JSON object.');
});

test('a task that ten workers took and none could end is not begun again', async () => {
  const marker = join(makeFolder('marker'), 'ran');
  const claimed_at = new Date(0).toISOString();
  const task = shellTask(`touch ${marker}`, { status: 'RUNNING', claim: limits.holds, claimed_at, lease_until: claimed_at });
  bench.startWorker();
  expect(await bench.ended(await bench.submit(task))).toMatchObject({
    status: 'FAILED',
    claimed_at,
    error_classification: { category: 'compute', title: 'Claimed too often', errorClass: 'service', retryable: false },
  });
  expect(existsSync(marker)).toBe(false);
});
