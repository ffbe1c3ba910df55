/**
 * Measures how soon work goes on after a runtime was killed: tasks run, the runtime gets SIGKILL and is started again on its folder. The
 * status of a task is RUNNING all the while, so a task counts as running again when its worker has a lease from the new runtime. If the
 * work was begun anew, its command must have been started too.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement, Say } from '../figure.ts';
import { startRealWorker } from '../setup/bench-setup.ts';
import { emptyFolder } from '../setup/empty-folder.ts';
import { required } from '../setup/fleets.ts';
import { startLocalRuntime, type LocalRuntime } from '../setup/local-runtime.ts';
import { makeRemotes } from '../setup/remotes.ts';
import { createLogger } from '../../worker/logger.ts';
import { openConnection, type Connection } from '../../worker/connection.ts';

const tasks = 4;
/** Longer than any recovery: leases run out after a minute. */
const commandS = 600;
const lookEveryMs = 20;
const patienceMs = 300_000;
const repository = { owner: 'acme', name: 'killed' };

type Worker = 'of the runtime' | 'of its own';

export const recovery: Measurement = {
  figures: [
    {
      name: 'recovery_s',
      unit: 's',
      bound: 3,
      what: `Ready after SIGKILL of the runtime to all ${tasks} tasks running; worker started by itself (bgagent worker --dir)`,
    },
    {
      name: 'recovery_with_worker_s',
      unit: 's',
      bound: 3,
      what: 'the same; worker started by the runtime, so that it ended with it',
    },
  ],
  samples: 5,
  async measure(samples, say) {
    const all: Record<Worker, number[]> = { 'of its own': [], 'of the runtime': [] };
    for (let n = 0; n < samples; n += 1) {
      for (const worker of ['of its own', 'of the runtime'] as const) all[worker].push(await recoverOnce(worker, say));
    }
    return [
      { name: 'recovery_s', samples: all['of its own'] },
      { name: 'recovery_with_worker_s', samples: all['of the runtime'] },
    ];
  },
};

async function recoverOnce(kind: Worker, say: Say): Promise<number> {
  const { folder, remove } = await emptyFolder();
  await Promise.all(['marks', 'config'].map((name) => mkdir(join(folder, name))));
  // Where a sandbox hides the temporary files of the machine, commands see this folder all the same.
  await writeFile(join(folder, 'config', 'worker.yaml'), `caches: [${JSON.stringify(join(folder, 'marks'))}]\n`);
  const options = { workers: kind === 'of the runtime' ? 1 : 0, concurrency: tasks };
  let runtime = await startLocalRuntime(folder, options);
  // A worker warns at each call that fails while there is no runtime.
  const environment = { BGAGENT_CONFIG_DIR: join(folder, 'config'), POWERTOOLS_LOG_LEVEL: 'CRITICAL' };
  const worker = kind === 'of its own' ? startRealWorker(runtime.dir, environment, tasks) : undefined;
  try {
    const begun = await beginTasks(runtime, folder);
    await runtime.kill();
    const killedAt = Date.now();
    runtime = await startLocalRuntime(folder, options);
    const ready = performance.now();
    await untilAll(begun.ids, (id) => runsSince(begun, id, killedAt));
    const seconds = (performance.now() - ready) / 1_000;
    say(`  worker ${kind}: ${seconds.toFixed(2)} s, after a start of ${(runtime.startMs / 1_000).toFixed(2)} s`);
    return seconds;
  } finally {
    await worker?.stop();
    await runtime.stop();
    await remove();
  }
}

interface Begun {
  readonly ids: readonly string[];
  /** Has the id of a task in a line, each time its command was started. */
  readonly file: string;
  readonly connection: () => Connection;
}

/** Resolves when the commands of all tasks run for the first time. */
async function beginTasks({ client, dir }: LocalRuntime, folder: string): Promise<Begun> {
  const remotes = await makeRemotes(folder, [repository.name]);
  required(await client.putRepo({ params: repository, body: { clone_url: join(remotes, repository.name) } }));
  const file = join(folder, 'marks', 'begun');
  const body = {
    repo: `${repository.owner}/${repository.name}`,
    workflow_ref: 'shell/run-v1',
    params: { command: `echo "$BGAGENT_TASK_ID" >> '${file}'; sleep ${commandS}` },
    timeout_s: 2 * commandS,
  };
  const ids: string[] = [];
  while (ids.length < tasks) ids.push(required(await client.createTask({ body })).task_id);
  await untilAll(ids, async (id) => (await startsOf(id, file)) === 1);
  return { ids, file, connection: openConnection({ dir, environment: {}, log: createLogger() }) };
}

async function startsOf(id: string, file: string): Promise<number> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  return lines.filter((line) => line === id).length;
}

/** The tables tell it, since the API shows no leases. A lease that was written after the kill was written by the new runtime. */
async function runsSince({ file, connection }: Begun, id: string, killedAt: number): Promise<boolean> {
  const { ports, durations } = connection();
  const { row, beat } = await ports.tasks.getTaskAndHeartbeat(id);
  if (row?.status !== 'RUNNING' || beat === undefined) return false;
  if (beat.leaseUntil < killedAt + durations.task_lease_s * 1_000) return false;
  return (await startsOf(id, file)) >= beat.holdNumber;
}

/** @throws Error after five minutes */
async function untilAll(ids: readonly string[], holds: (id: string) => Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  for (const id of ids) {
    while (!(await holds(id))) {
      if (Date.now() > end) throw new Error(`Task ${id} did not run within ${patienceMs / 1_000} s.`);
      await sleep(lookEveryMs);
    }
  }
}
