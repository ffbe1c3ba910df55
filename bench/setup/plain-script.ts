/** What somebody without fleets would write: create every task through the API, so many at once, and poll each to its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Client } from '../../contracts/http/client.ts';
import { instantRepo, instantWork, patiently, pollEveryMs, required } from './fleets.ts';

/** Milliseconds until all tasks have ended. */
export async function timePlainScript(client: Client, tasks: number, atOnce: number): Promise<number> {
  const start = performance.now();
  const limit = pLimit(atOnce);
  await Promise.all(Array.from({ length: tasks }, () => limit(() => runTask(client))));
  return performance.now() - start;
}

async function runTask(client: Client): Promise<void> {
  const { task_id } = required(await client.createTask({ body: { ...instantWork, repo: instantRepo } }));
  for (;;) {
    await sleep(pollEveryMs);
    const { status } = await patiently(() => client.getTask({ params: { task_id } }));
    if (status === 'COMPLETED') return;
  }
}
