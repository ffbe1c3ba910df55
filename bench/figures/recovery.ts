/**
 * Measures how soon work goes on after a runtime was killed: tasks run, the runtime gets SIGKILL and is started again on its folder. The
 * tasks run again when their commands have been started once more, since the status of a task stays RUNNING all the while.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../contracts/http/client.ts';
import type { Measurement } from '../figure.ts';
import { emptyFolder } from '../setup/empty-folder.ts';
import { required } from '../setup/fleets.ts';
import { startLocalRuntime, type LocalRuntime } from '../setup/local-runtime.ts';
import { makeRemotes } from '../setup/remotes.ts';

const tasks = 4;
/** Longer than any recovery: leases run out after a minute. */
const commandS = 600;
const lookEveryMs = 20;
const patienceMs = 300_000;
const repository = { owner: 'acme', name: 'killed' };

export const recovery: Measurement = {
  figures: [
    {
      name: 'recovery_s',
      unit: 's',
      bound: 3,
      what: `after SIGKILL of a runtime with one worker and ${tasks} running tasks: Ready of the next start to all ${tasks} running`,
    },
  ],
  samples: 5,
  async measure(samples, say) {
    const { folder, remove } = await emptyFolder();
    try {
      const times: number[] = [];
      const remotes = await makeRemotes(folder, [repository.name]);
      let runtime = await startLocalRuntime(folder, { workers: 1, concurrency: tasks });
      required(await runtime.client.putRepo({ params: repository, body: { clone_url: join(remotes, repository.name) } }));
      for (let n = 0; n < samples; n += 1) {
        const begun = await startTasks(runtime, join(folder, `begun-${n}`));
        await runtime.kill();
        runtime = await startLocalRuntime(folder, { workers: 1, concurrency: tasks });
        const ready = performance.now();
        await untilRunning(runtime.client, begun, 2);
        times.push((performance.now() - ready) / 1_000);
        say(`  ${(times.at(-1) ?? 0).toFixed(2)} s; the start took ${(runtime.startMs / 1_000).toFixed(2)} s`);
        for (const task_id of begun.ids) required(await runtime.client.cancelTask({ params: { task_id } }));
      }
      await runtime.stop();
      return [{ name: 'recovery_s', samples: times }];
    } finally {
      await remove();
    }
  },
};

interface Begun {
  readonly ids: readonly string[];
  /** Has the id of a task in a line, each time its command was started. */
  readonly file: string;
}

async function startTasks({ client }: LocalRuntime, file: string): Promise<Begun> {
  const ids: string[] = [];
  const body = {
    repo: `${repository.owner}/${repository.name}`,
    workflow_ref: 'shell/run-v1',
    params: { command: `echo "$BGAGENT_TASK_ID" >> '${file}'; sleep ${commandS}` },
    timeout_s: 2 * commandS,
  };
  while (ids.length < tasks) ids.push(required(await client.createTask({ body })).task_id);
  const begun = { ids, file };
  await untilRunning(client, begun, 1);
  return begun;
}

/** Resolves when the command of each task has been started that often, and its status is RUNNING. @throws Error after five minutes */
async function untilRunning(client: Client, { ids, file }: Begun, times: number): Promise<void> {
  const end = Date.now() + patienceMs;
  const startedOften = async (): Promise<boolean> => {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    return ids.every((id) => lines.filter((line) => line === id).length >= times);
  };
  while (!(await startedOften())) {
    if (Date.now() > end) throw new Error(`The tasks did not run within ${patienceMs / 1_000} s.`);
    await sleep(lookEveryMs);
  }
  for (const task_id of ids) {
    const { status } = required(await client.getTask({ params: { task_id } }));
    if (status !== 'RUNNING') throw new Error(`Task ${task_id} is ${status}, and its command runs.`);
  }
}
