/** A worker that a person started beside the runtime keeps its tasks when the runtime is killed and started again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { createLogger } from '../../worker/logger.ts';
import { openConnection } from '../../worker/connection.ts';
import { must } from './answers.ts';
import { patienceMs } from '../patience.ts';
import { branchesOf } from './repositories.ts';
import { System } from './system.ts';
import { testWhereKillable } from './test-where-killable.ts';

const main = join(import.meta.dirname, '..', '..', 'worker', 'main.ts');
/** Longer than a restart of the runtime takes. */
const leaseS = 60;
const names = ['one', 'two', 'three', 'four'];

let system: System;
let worker: ReturnType<typeof startWorker> | undefined;

/** In the folder of the system: `ends-early` and `goes-on` let commands end, `begun` and `over` have a line for each that began or ended. */
const fileOf = (name: string): string => join(system.folder, name);
const linesOf = (name: string): readonly string[] =>
  existsSync(fileOf(name)) ? readFileSync(fileOf(name), 'utf8').trim().split('\n') : [];

function startWorker(concurrency: number) {
  const args = ['--dir', join(system.folder, 'runtime'), '--concurrency', String(concurrency), '--exit-with-parent'];
  const env = { TMPDIR: fileOf('tmp'), BGAGENT_CONFIG_DIR: fileOf('config') };
  return execa(process.execPath, [main, ...args], { reject: false, env, stdin: 'pipe', stdout: 'ignore', stderr: 'pipe' });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited too long. Begun: ${linesOf('begun').join()}; over: ${linesOf('over').join()}`);
    await sleep(50);
  }
}

beforeAll(async () => {
  system = await System.start({ workers: 0, durations: { task_lease_s: leaseS } });
  await mkdir(fileOf('tmp'));
});
afterAll(async () => {
  worker?.kill('SIGTERM');
  await worker;
  await system.close();
});

/** The worker has room for one more task than there are, so the new queue also gives it messages about tasks that it holds. */
testWhereKillable('four tasks outlive a runtime that was killed; one of them ends while there is none', async () => {
  const remotes = await system.onboard(names);
  worker = startWorker(names.length + 1);
  const waitsFor = (file: string) => `until [ -e '${fileOf(file)}' ]; do sleep 0.1; done`;
  const command = [
    `echo "$BGAGENT_REPO" >> '${fileOf('begun')}'`,
    `if [ "$BGAGENT_REPO" = acme/one ]; then ${waitsFor('ends-early')}; else ${waitsFor('goes-on')}; fi`,
    'echo changed > changed',
    `echo "$BGAGENT_REPO" >> '${fileOf('over')}'`,
  ].join('; ');
  const { fleet_id } = must(
    await system.client.submitFleet({
      body: { title: 'Outlive', workflow_ref: 'shell/run-v1', params: { command }, targets: names.map((name) => `acme/${name}`) },
    }),
  );
  await until(() => linesOf('begun').length === names.length);

  await system.killHard();
  writeFileSync(fileOf('ends-early'), '');
  const killedAt = Date.now();
  await until(() => linesOf('over').length === 1);
  await system.boot();
  const ids = (await system.tasksOf(fleet_id)).map(({ task_id }) => task_id);
  const connection = openConnection({ dir: join(system.folder, 'runtime'), environment: {}, log: createLogger() });
  const beats = async () => [...(await connection().ports.tasks.getHeartbeats(ids)).values()];
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.SUCCEEDED === 1);
  // The three others have leases that the new runtime has taken.
  await until(async () => (await beats()).filter(({ leaseUntil }) => leaseUntil > killedAt + leaseS * 1_000).length >= 3);
  writeFileSync(fileOf('goes-on'), '');
  const fleet = await system.waitForEnd(fleet_id);

  expect(fleet).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: names.length } } });
  expect([...linesOf('begun')].sort()).toEqual(names.map((name) => `acme/${name}`).sort());
  expect((await beats()).map(({ holdNumber }) => holdNumber)).toEqual([1, 1, 1, 1]);
  expect(await system.tasksOf(fleet_id)).toHaveLength(names.length);
  for (const [name, remote] of remotes) {
    const branches = await branchesOf(remote);
    expect(branches.map((each) => [each.name, each.commits.length])).toEqual([[`bgagent/${fleet_id}/${name}`, 1]]);
  }
});
