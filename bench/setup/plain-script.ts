/** The script that a fleet is compared with: creates each task through the API, some at a time, and polls it until it ends. */
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
