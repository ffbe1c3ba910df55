import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../worker/logger.ts';
import { openConnection } from '../../worker/connection.ts';
import { WorkerProcess } from '../faults/stage/worker-processes.ts';
import { must } from './answers.ts';
import { patienceMs } from '../patience.ts';
import { branchesOf } from './repositories.ts';
import { System } from './system.ts';
import { testWhereKillable } from './test-where-killable.ts';

/** Longer than a restart of the runtime. A renewal comes after a third of it. */
const leaseS = 90;
const names = ['a', 'b', 'c', 'd'];
let system: System;
let worker: WorkerProcess;
beforeAll(async () => {
  system = await System.start({ workers: 0, durations: { task_lease_s: leaseS } });
  // Room for one task more, so that the new queue gives it messages about tasks that it holds.
  worker = new WorkerProcess(join(system.folder, 'runtime'), names.length + 1, join(system.folder, 'worker.yaml'));
});
afterAll(async () => {
  await worker.end('SIGTERM');
  await system.close();
});

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds());) {
    if (Date.now() > end) throw new Error(`Waited too long: ${what}`);
    await sleep(50);
  }
}

testWhereKillable('a worker of its own keeps its tasks when the runtime is killed and started again', async () => {
  const file = (name: string) => join(system.marks, name);
  const linesOf = async (name: string) => (await readFile(file(name), 'utf8').catch(() => '')).split('\n').filter(Boolean).sort();
  const remotes = await system.onboard(names);
  const command = [
    `case "$BGAGENT_REPO" in acme/[ab]) go='${file('down')}' ;; *) go='${file('up')}' ;; esac`,
    `echo "$BGAGENT_REPO" >> '${file('begun')}'`,
    `until [ -e "$go" ]; do sleep 0.05; done`,
    `echo done > changed`,
    `echo "$BGAGENT_REPO" >> '${file('over')}'`,
  ].join('; ');
  const { fleet_id } = must(
    await system.client.submitFleet({
      body: {
        workflow_ref: 'shell/run-v1',
        params: { command },
        targets: names.map((name) => `acme/${name}`),
        max_concurrency: names.length,
        failure: null,
      },
    }),
  );
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.RUNNING === names.length);
  await until('all commands begin', async () => (await linesOf('begun')).length === names.length);
  await system.killHard();
  const killedAt = Date.now();
  // The work of two targets ends while there is no runtime, that of the others afterwards.
  await writeFile(file('down'), '');
  await until('two commands end', async () => (await linesOf('over')).length === 2);
  await system.boot();
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.SUCCEEDED === 2);
  const ids = (await system.tasksOf(fleet_id)).map(({ task_id }) => task_id);
  const connection = openConnection({ dir: join(system.folder, 'runtime'), environment: {}, log: createLogger() });
  const beats = async () => [...(await connection().ports.tasks.getHeartbeats(ids)).values()];
  const renewed = async () => (await beats()).filter(({ leaseUntil }) => leaseUntil > killedAt + leaseS * 1_000);
  await until('the new runtime has their leases', async () => (await renewed()).length >= 2);
  await writeFile(file('up'), '');
  const fleet = await system.waitForEnd(fleet_id);

  expect(fleet).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: names.length } } });
  expect(await linesOf('begun')).toEqual(names.map((name) => `acme/${name}`));
  expect((await beats()).map(({ holdNumber }) => holdNumber)).toEqual(names.map(() => 1));
  expect(await system.tasksOf(fleet_id)).toHaveLength(names.length);
  for (const [name, remote] of remotes) {
    const branches = await branchesOf(remote);
    expect(branches.map((each) => [each.name, each.commits.length])).toEqual([[`bgagent/${fleet_id}/${name}`, 1]]);
  }
});
