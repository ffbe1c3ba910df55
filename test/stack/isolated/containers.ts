/**
 * Plays ECS for the launcher of the deployed stack: for each task that is started, the two processes of its containers, with the variables of
 * the deployed task definition. The folders of the volumes are folders of this machine, so their paths differ; all else is as it was deployed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTaskDefinitionCommand, ECSClient, type KeyValuePair } from '@aws-sdk/client-ecs';
import { startEcsStandIn, type StandInDefinition, type StandInTask } from '../../aws/ecs-stand-in.ts';
import type { DeployedStack } from '../../scenarios/deployed-stack.ts';
import { startRunnerContainer, type RunnerContainer } from '../../worker/runner/as-containers.ts';
import { changeVariables, variablesOf, type FunctionOnEmulator } from './functions.ts';

type Variables = Readonly<Record<string, string>>;

/** The containers of one task. */
export interface PlayedTask {
  readonly taskId: string;
  readonly claim: number;
  readonly token: string;
  /** As the kernel has them, `NAME=value` each. */
  readonly environments: { readonly worker: readonly string[]; readonly runner: readonly string[] };
  /** Exit code of the worker, once both have ended; null: it was killed. */
  code?: number | null;
  /** As a machine that is lost: no signal handler runs. */
  killHard(): void;
}

export interface Containers {
  /** All that were started, in their order. */
  readonly played: readonly PlayedTask[];
  /** How many tasks run, whose containers are listed. */
  readonly running: () => number;
  /** The most that ran at once since this was last asked. */
  readonly mostAtOnce: () => number;
  /** Why containers did not start; empty where all of them did. */
  readonly broken: readonly string[];
  /** How many the launcher may start at a time, from now on. */
  allow(max: number): Promise<void>;
  close(): Promise<void>;
}

const product = join(import.meta.dirname, '../../..');

/** @param folder for the volumes of the tasks */
export async function startContainers(stack: DeployedStack, folder: string): Promise<Containers> {
  const launcher: FunctionOnEmulator = { name: `${stack.functions}launcher`, endpoint: stack.events.endpoint };
  const { WORKER_CLUSTER: cluster = '', WORKER_TASK_DEFINITION: arn = '' } = await variablesOf(launcher);
  const state = { played: [] as PlayedTask[], now: 0, most: 0, broken: [] as string[] };
  const onTask = async (task: StandInTask): Promise<void> => {
    state.now += 1;
    state.most = Math.max(state.most, state.now);
    try {
      await play(task, { folder, log: join(stack.logs, 'containers.log'), played: state.played });
    } catch (error) {
      state.broken.push(String(error));
    } finally {
      state.now -= 1;
    }
  };
  const ecs = await startEcsStandIn({ cluster, definitions: { [arn]: await definitionOf(arn, stack) }, onTask });
  // The name of the API's host is one that nothing on this machine resolves.
  await changeVariables(launcher, { AWS_ENDPOINT_URL_ECS: ecs.endpoint, API_URL: stack.api_url });
  return {
    played: state.played,
    broken: state.broken,
    running: () => ecs.running().length,
    mostAtOnce() {
      const { most } = state;
      state.most = state.now;
      return most;
    },
    allow: (max) => changeVariables(launcher, { WORKER_MAX: String(max) }),
    async close() {
      for (const task of state.played) task.killHard();
      await ecs.close();
    },
  };
}

/** As it was deployed. */
async function definitionOf(taskDefinition: string, { events }: DeployedStack): Promise<StandInDefinition> {
  const { endpoint, region, credentials } = events;
  const client = new ECSClient({ endpoint, region, credentials });
  const { taskDefinition: found } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  client.destroy();
  const containers = found?.containerDefinitions ?? [];
  return {
    containers: Object.fromEntries(containers.map(({ name = '', environment = [] }) => [name, variablesIn(environment)])),
  };
}

const variablesIn = (pairs: readonly KeyValuePair[]): Variables =>
  Object.fromEntries(pairs.map(({ name = '', value = '' }) => [name, value]));

interface Playing {
  readonly folder: string;
  readonly log: string;
  readonly played: PlayedTask[];
}

/** Resolves when both have ended: where one ends, ECS ends the other, because both are essential. */
async function play({ environments, request }: StandInTask, { folder, log, played }: Playing): Promise<void> {
  const [taskId = '', claim = ''] = (request.startedBy ?? '').split('/');
  const root = join(folder, `${taskId}-${claim}`);
  const folders = { '/work': join(root, 'work'), '/private': join(root, 'private'), '/tmp': join(root, 'tmp') };
  for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });
  const { worker = {}, runner = {} } = environments;
  const ran = await startRunnerContainer({ workDir: folders['/work'], env: inFolders(runner, folders) });
  const env = { PATH: process.env['PATH'], HOME: folders['/private'], TMPDIR: folders['/tmp'], ...inFolders(worker, folders) };
  const child = spawn(process.execPath, ['worker/one-task.ts'], { cwd: product, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (text: Buffer) => {
      appendFileSync(log, text);
    });
  }
  const task: PlayedTask = {
    ...{ taskId, claim: Number(claim), token: worker['BGAGENT_LAUNCH_TOKEN'] ?? '' },
    environments: { worker: environmentOf(child.pid), runner: environmentOf(runnerIn(ran.pid)) },
    killHard() {
      child.kill('SIGKILL');
      void ran.stop();
    },
  };
  played.push(task);
  task.code = await ended(child, ran);
}

async function ended(child: ChildProcess, runner: RunnerContainer): Promise<number | null> {
  const exited = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  const first = await Promise.race([exited, runner.exited.then(() => 'runner' as const)]);
  if (first === 'runner') child.kill('SIGKILL');
  else await runner.stop();
  return exited;
}

/** The mount points of the volumes are these folders here. */
const inFolders = (variables: Variables, folders: Variables): Variables =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const [mounted, folder] = Object.entries(folders).find(([path]) => value === path || value.startsWith(`${path}/`)) ?? [];
      return [name, mounted === undefined || folder === undefined ? value : folder + value.slice(mounted.length)];
    }),
  );

const environmentOf = (pid: number | undefined): readonly string[] =>
  readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);

/** The process of the runner itself, below the one that plays its container. */
function runnerIn(container: number | undefined): number {
  const seen = [container ?? 0];
  for (const pid of seen) {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1]?.endsWith('worker/runner/main.ts')) return pid;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    seen.push(...children.map(Number));
  }
  throw new Error('The container of the runner has no process of the runner.');
}
