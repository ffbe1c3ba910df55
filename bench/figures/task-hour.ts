/** Computes the cost of an hour of a running task on AWS: a worker works on a task, and for five minutes all calls are counted. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../contracts/http/client.ts';
import type { Measurement } from '../figure.ts';
import { emptyUsage, usageWithout, type Usage } from '../setup/aws-usage.ts';
import { startRealWorker } from '../setup/bench-setup.ts';
import { openCountedRuntime, type CountedRuntime } from '../setup/counted-runtime.ts';
import { required } from '../setup/fleets.ts';
import { pricedUsage } from '../setup/priced-usage.ts';
import { makeRemotes } from '../setup/remotes.ts';
import { writeNotes } from '../setup/write-units.ts';

const windowS = 300;
/** The clock runs once in this time. */
const idleS = 60;
const perHour = 3_600 / windowS;
const printedBytes = 64 * 1024;
/** UTF-16 units of a description with which the row of the task has 3.6 KB. */
const description = 2_600;
const repository = { owner: 'acme', name: 'builds' };

export const taskHour: Measurement = {
  figures: [
    {
      name: 'usd_per_task_hour',
      unit: 'USD',
      bound: 0.0005,
      what: `calls for a running task (row of 3.6 KB, prints ${printedBytes / 1024} KB in ${windowS / 60} minutes) × AWS prices`,
    },
  ],
  samples: 1,
  async measure(samples, say) {
    const all: number[] = [];
    const notes: string[] = [];
    for (let n = 0; n < samples; n += 1) {
      const { usage, row, printed } = await runCounted();
      const { usd, notes: own } = pricedUsage(usage, 'hour', perHour);
      const facts = `the row has ${kilobytes(row)} KB; ${kilobytes(printed)} KB of output could be read after ${windowS} s`;
      all.push(usd);
      notes.push(
        ...own,
        ...writeNotes(usage.writes, perHour),
        facts,
        'not included: what the clock does without a task, empty polls of queues',
      );
      say(`  ${notes.at(-2) ?? ''}`);
    }
    return [{ name: 'usd_per_task_hour', samples: all, notes }];
  },
};

const kilobytes = (bytes: number): string => (bytes / 1_024).toFixed(1);

interface Counted {
  readonly usage: Usage;
  /** Bytes of the task's row. */
  readonly row: number;
  /** Bytes of output that could be read. */
  readonly printed: number;
}

/** Nothing asks the API while calls are counted. What the clock does without a task is counted before, and subtracted. */
async function runCounted(): Promise<Counted> {
  const runtime = await openCountedRuntime();
  const { client, folder } = runtime;
  const worker = startRealWorker(runtime.dir, { BGAGENT_CONFIG_DIR: join(folder, 'config') }, 1);
  try {
    const remotes = await makeRemotes(folder, [repository.name]);
    required(await client.putRepo({ params: repository, body: { clone_url: join(remotes, repository.name) } }));
    const idle = await countFor(runtime, idleS);
    const begin = runtime.countInto(emptyUsage());
    const taskId = await startTask(client);
    const counted = await countFor(runtime, windowS);
    const printed = required(await client.getTaskOutput({ params: { task_id: taskId } }));
    required(await client.cancelTask({ params: { task_id: taskId } }));
    const row = begin.writes['TaskTable row']?.bytes ?? 0;
    return { usage: usageWithout(counted, idle, windowS / idleS), row, printed: Buffer.byteLength(printed) };
  } finally {
    await worker.stop();
    await runtime.close();
  }
}

async function countFor(runtime: CountedRuntime, seconds: number): Promise<Usage> {
  const usage = runtime.countInto(emptyUsage());
  await sleep(seconds * 1_000);
  runtime.countInto(undefined);
  return usage;
}

/** Resolves with the id of the task when its command runs. */
async function startTask(client: Client): Promise<string> {
  const script = join(import.meta.dirname, '..', 'setup', 'build-lines.ts');
  const body = {
    repo: `${repository.owner}/${repository.name}`,
    workflow_ref: 'shell/run-v1',
    params: { command: `'${process.execPath}' '${script}' ${printedBytes} ${windowS}` },
    task_description: 'Build it all. '.repeat(description).slice(0, description),
    timeout_s: 2 * windowS,
  };
  const { task_id } = required(await client.createTask({ body }));
  for (;;) {
    const { status } = required(await client.getTask({ params: { task_id } }));
    if (status === 'RUNNING') return task_id;
    await sleep(500);
  }
}
