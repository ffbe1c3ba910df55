/** Fleets whose tasks are done in containers that have no role of AWS, started by the deployed launcher. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeployedStack } from '../../scenarios/deployed-stack.ts';
import { must } from '../../scenarios/answers.ts';
import { System } from '../../scenarios/system.ts';
import { testWithContainers } from '../../worker/runner/runner-bench.ts';
import { startContainers, type Containers } from '../isolated/containers.ts';
import { deployIsolated, removeIsolated } from '../isolated/deploy-isolated.ts';
import { cloudFormation, stack as beside } from './emulator.ts';
import { manyRepositories } from './many-repositories.ts';
import { expectDoneOnce, expectSound } from './sound-fleet.ts';

const test_ = testWithContainers('test/stack/scenarios/isolated');
let folder: string;
let stack: DeployedStack;
let containers: Containers;
let system: System;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgagent-isolated-'));
  stack = await deployIsolated(beside, folder);
  containers = await startContainers(stack, folder);
});
beforeEach(async () => {
  system = await System.start({ stack, workers: 0 });
});
afterEach(() => system.close());
afterAll(async () => {
  await containers.close();
  await removeIsolated(cloudFormation);
  await rm(folder, { recursive: true, force: true });
});

async function submit(title: string, command: string, count: number) {
  const { repos, folder: remotes } = await manyRepositories(system, count, title);
  const work = { title, workflow_ref: 'shell/run-v1', params: { command }, failure: null };
  const { fleet_id } = must(await system.client.submitFleet({ body: { ...work, targets: [...repos], max_concurrency: count } }));
  return { fleet_id, remotes };
}

/** The containers of these tasks, in the order in which they were started. */
async function playedFor(fleetId: string) {
  const tasks = new Set((await system.tasksOf(fleetId)).map(({ task_id }) => task_id));
  return containers.played.filter(({ taskId }) => tasks.has(taskId));
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await holds());) {
    if (Date.now() > end) throw new Error('It did not come to that.');
    await sleep(100);
  }
}

const counts = (name: string, count: number) => ({ status: name, progress: { counts: { [name]: count } } });

/** HOME, PATH and TMPDIR stand for what the image has; the others are of the task definition, and of the launcher. */
const ofWorker = [
  ...[
    'HOME',
    'PATH',
    'BGAGENT_API_URL',
    'BGAGENT_LAUNCH_TOKEN',
    'BGAGENT_PRIVATE_DIR',
    'BGAGENT_RUNNER_SOCKET',
    'BGAGENT_TASK_ID',
  ],
  ...['BGAGENT_WORKER_YAML', 'BGAGENT_WORK_DIR', 'TMPDIR'],
];
const ofRunner = ['HOME', 'PATH', 'PWD', 'BGAGENT_RUNNER_SOCKET', 'BGAGENT_WORK_DIR'];
const names = (variables: readonly string[]) => variables.map((variable) => variable.replace(/=.*/s, '')).toSorted();

/** Also what a command sees of all processes that it can see. */
const look = "env; cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep ^BGAGENT_; echo \"$BGAGENT_REPO\" > changed";

test_('four targets are done, and no container has a variable of AWS, nor the runner the token', async () => {
  const { fleet_id, remotes } = await submit('contained', look, 4);
  expect(await system.waitForEnd(fleet_id)).toMatchObject(counts('SUCCEEDED', 4));
  await expectDoneOnce(system, fleet_id, remotes);
  const played = await playedFor(fleet_id);
  expect(played.map(({ claim }) => claim)).toEqual([1, 1, 1, 1]);
  await until(() => containers.running() === 0);
  expect(played.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  for (const { environments, token, taskId } of played) {
    expect(names(environments.worker)).toEqual(ofWorker.toSorted());
    expect(names(environments.runner)).toEqual(ofRunner.toSorted());
    expect(environments.worker).toContain(`BGAGENT_LAUNCH_TOKEN=${token}`);
    expect(environments.runner.join()).not.toContain(token);
    const text = must(await system.client.getTaskOutput({ params: { task_id: taskId } }));
    expect(text).toContain('BGAGENT_RUNNER_SOCKET=');
    expect(text).not.toMatch(/^AWS_|LAUNCH_TOKEN|PRIVATE_DIR/m);
  }
  expect(containers.broken).toEqual([]);
});

test_('a target whose container is lost is done again in another one, once', async () => {
  const { fleet_id, remotes } = await submit('lost', 'sleep 8; echo "$BGAGENT_REPO" > changed', 1);
  await until(async () => (await system.tasksOf(fleet_id))[0]?.status === 'RUNNING');
  const [first] = await playedFor(fleet_id);
  first?.killHard();
  expect(await system.waitForEnd(fleet_id)).toMatchObject(counts('SUCCEEDED', 1));
  await expectDoneOnce(system, fleet_id, remotes);
  const played = await playedFor(fleet_id);
  expect(played.map(({ claim }) => claim)).toEqual([1, 2]);
  await until(() => containers.running() === 0);
  expect(played.map(({ code }) => code)).toEqual([null, 0]);
});

test_('containers of a fleet that is cancelled end by themselves', async () => {
  const { fleet_id } = await submit('cancelled', 'sleep 300', 2);
  await until(async () => (await system.tasksOf(fleet_id)).filter(({ status }) => status === 'RUNNING').length === 2);
  must(await system.client.cancelFleet({ params: { fleet_id }, body: { reason: 'wrong branch' } }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject(counts('CANCELLED', 2));
  await until(() => containers.running() === 0);
  expect((await playedFor(fleet_id)).map(({ claim, code }) => [claim, code])).toEqual([
    [1, 0],
    [1, 0],
  ]);
  await expectSound(system, fleet_id);
});

test_('where there are two places, never more than two containers run, and all targets are done', async () => {
  await containers.allow(2);
  containers.mostAtOnce();
  const { fleet_id, remotes } = await submit('crowded', 'sleep 1; echo "$BGAGENT_REPO" > changed', 4);
  expect(await system.waitForEnd(fleet_id)).toMatchObject(counts('SUCCEEDED', 4));
  await expectDoneOnce(system, fleet_id, remotes);
  expect(containers.mostAtOnce()).toBe(2);
});
