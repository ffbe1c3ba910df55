import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkerProcess } from '../faults/stage/worker-processes.ts';
import { must } from './answers.ts';
import { branchesOf } from './repositories.ts';
import { System } from './system.ts';
import { testWhereKillable } from './test-where-killable.ts';

const names = ['a', 'b', 'c', 'd'];
let system: System;
let worker: WorkerProcess;
beforeAll(async () => {
  // Leases that nobody would wait for: a task that its worker loses would never end.
  system = await System.start({ workers: 0, durations: { task_lease_s: 3_600 } });
  worker = new WorkerProcess(join(system.folder, 'runtime'), names.length);
});
afterAll(async () => {
  await worker.end('SIGTERM');
  await system.close();
});

testWhereKillable('a worker of its own keeps its tasks when the runtime is killed and started again', async () => {
  const file = (name: string) => join(system.folder, name);
  const remotes = await system.onboard(names);
  const command = (wait: string) =>
    `echo "$BGAGENT_REPO" >> '${file('begun')}'; until [ -e '${file(wait)}' ]; do sleep 0.05; done; echo done > changed`;
  const { fleet_id } = must(
    await system.client.submitFleet({
      body: {
        workflow_ref: 'shell/run-v1',
        params: { command: '{{vars.command}}' },
        targets: names.map((name) => ({ repo: `acme/${name}`, vars: { command: command(name < 'c' ? 'down' : 'up') } })),
        max_concurrency: names.length,
        failure: null,
      },
    }),
  );
  const begun = async () => (await readFile(file('begun'), 'utf8').catch(() => '')).trim().split('\n').sort();
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.RUNNING === names.length);
  while ((await begun()).length < names.length) await sleep(20);
  await system.killHard();
  // The work of two targets ends while there is no runtime, that of the others afterwards.
  await writeFile(file('down'), '');
  await sleep(500);
  await system.boot();
  await writeFile(file('up'), '');
  const fleet = await system.waitForEnd(fleet_id);

  expect(fleet).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: names.length } } });
  expect(await begun()).toEqual(names.map((name) => `acme/${name}`));
  expect(await system.tasksOf(fleet_id)).toHaveLength(names.length);
  for (const [name, remote] of remotes) {
    const branches = await branchesOf(remote);
    expect(branches.map((each) => [each.name, each.commits.length])).toEqual([[`bgagent/${fleet_id}/${name}`, 1]]);
  }
});
