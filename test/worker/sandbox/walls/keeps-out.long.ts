/** Tries every cell of the table in docs/security.md: what a command reaches, and what keeps it out. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hasProcessNamespace } from '../../../../worker/sandbox/process-namespace.ts';
import type { Sandbox } from '../../../../worker/sandbox/sandbox.ts';
import { createRunnerWalls } from '../../../../worker/sandbox/walls/runner-walls.ts';
import { noWalls, type Walls } from '../../../../worker/sandbox/walls/walls.ts';
import { startRunnerContainer } from '../../runner/as-containers.ts';
import { testWithContainers } from '../../runner/runner-bench.ts';
import { endLeftOver, isGone, isRunning, longSleep } from '../../running-processes.ts';
import { attempts, cell, sandboxes, type Attempt, type SandboxName } from './attempts.ts';
import {
  bareWalls,
  bubblewrapFor,
  listeners,
  product,
  runIn,
  sandboxIn,
  testWithBubblewrap,
  workerFolders,
} from './walls-bench.ts';

const withBubblewrap = await testWithBubblewrap('test/worker/sandbox/walls/keeps-out');
const withContainers = testWithContainers('test/worker/sandbox/walls/keeps-out');
const folders = workerFolders();
const machine = await listeners(folders, { daemons: true });
afterAll(() => {
  machine.close();
  folders.remove();
});

async function wallsOf(name: SandboxName): Promise<Walls> {
  if (name === 'runner') return await wallsOfRunner();
  if (name === 'none') return bareWalls;
  if (name === 'none, own processes') return noWalls;
  return bubblewrapFor(folders, {
    network: name === 'network: off' ? 'off' : name === 'network: list' ? 'list' : 'on',
    // The second entry shows that no setting opens a port of the runtime.
    allowHosts: [`127.0.0.4:${machine.listedPort}`, `127.0.0.1:${machine.runtimePort}`, 'localhost'],
    closedPorts: () => new Set([machine.runtimePort]),
    isPublic: (address) => ['127.0.0.3', '127.0.0.4'].includes(address),
  });
}

/** As on Fargate, each task has a container of its own, a folder that its worker shares with it, and a folder of the worker's own. */
async function wallsOfRunner(): Promise<Walls> {
  const root = mkdtempSync(join(folders.root, 'task-'));
  const roots = { shared: join(root, 'work'), own: join(root, 'private') };
  for (const folder of Object.values(roots)) mkdirSync(folder);
  const container = await startRunnerContainer({ workDir: roots.shared });
  const walls = createRunnerWalls({ socket: container.socket, roots, environment: {} });
  return { ...walls, close: () => void container.stop() };
}

/** Starts a command that goes on while others run. */
async function startNeighbour(walls: Walls) {
  const sandbox = sandboxIn(folders, walls);
  writeFileSync(join(sandbox.repo, 'mine'), 's3cret-of-test\n');
  const sleeps = longSleep();
  const ending = new AbortController();
  const env = { NEIGHBOUR_KEY: 'k3y-of-neighbour' };
  const running = runIn(sandbox, `sleep ${sleeps}`, { signal: ending.signal, env });
  const stopped = running.then(
    ({ printed }): never => {
      throw new Error(`the neighbour ended: ${printed}`);
    },
    () => undefined,
  );
  while (!isRunning(`sleep\0${sleeps}`)) await Promise.race([stopped, pause(10)]);
  return {
    ...{ sandbox, sleeps },
    async end() {
      ending.abort();
      await stopped;
      await sandbox.remove();
    },
  };
}

type Neighbour = Awaited<ReturnType<typeof startNeighbour>>;

const variables = (sandbox: Sandbox, neighbour: Neighbour, left: string): Record<string, string> => ({
  WORKER: String(process.pid),
  WORKER_WORD: basename(process.execPath),
  WORKER_HOME: folders.home,
  WORKER_FOLDER: sandbox.workerFolder,
  RUNTIME: folders.runtime,
  CONFIG: folders.config,
  CREDENTIALS: folders.credentials,
  SERVICES: folders.services,
  OUTSIDE: folders.outside,
  PRODUCT: product,
  NEIGHBOUR: neighbour.sandbox.folder,
  NEIGHBOUR_SLEEPS: neighbour.sleeps,
  LEFT: left,
  AGENT_KEY: 'k3y',
  DAEMON: machine.daemon,
  HIDDEN_DAEMON: machine.hiddenDaemon,
  RUNTIME_PORT: String(machine.runtimePort),
  PRIVATE_PORT: String(machine.privatePort),
  PUBLIC_PORT: String(machine.publicPort),
  LISTED_PORT: String(machine.listedPort),
  UDP_PORT: String(machine.udpPort),
});

/** All ways in one script, and all connections in one process. */
function scriptOf(tried: readonly Attempt[], env: Readonly<Record<string, string>>): string {
  const ways = tried.flatMap(({ ways = [] }, index) => ways.map((way) => `(${way}) | sed 's/^/${index} /'`));
  const calls = tried.flatMap(({ calls = [] }) => calls);
  const filled = JSON.stringify(calls).replaceAll(/\$(\w+)/g, (_all, name: string) => env[name] ?? '');
  return [...ways, `node try-calls.mjs '${filled}'`].join('\n');
}

/** The attempts that got there, by their numbers. */
async function reachedIn(name: SandboxName): Promise<ReadonlySet<number>> {
  const walls = await wallsOf(name);
  // A runner runs one command at a time, so that of another task is in another container.
  const wallsOfNeighbour = name === 'runner' ? await wallsOf(name) : walls;
  const neighbour = await startNeighbour(wallsOfNeighbour);
  const sandbox = sandboxIn(folders, walls);
  writeFileSync(join(sandbox.workerFolder, 'git'), 's3cret-of-test\n');
  const left = longSleep();
  const env = variables(sandbox, neighbour, left);
  const { printed, end } = await runIn(sandbox, scriptOf(attempts, env), { env });
  if (end.kind !== 'exited' || end.exitCode !== 0) throw new Error(`${JSON.stringify(end)}: ${printed}`);
  const reached = new Set([...printed.matchAll(/^(\d+) reached$/gm)].map(([, index]) => Number(index)));
  const answered = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as boolean[]; // As try-calls.mjs prints it.
  const owners = attempts.flatMap(({ calls = [] }, index) => calls.map(() => index));
  for (const [call, isAnswered] of answered.entries()) if (isAnswered) reached.add(owners[call] ?? -1);
  const leaves = attempts.findIndex(({ what }) => what === 'leave a process behind');
  // Without a namespace the worker finds most of them when it removes the sandbox, but not this one.
  if (name === 'none' ? endLeftOver(`sleep\0${left}`) : !(await isGone(`sleep\0${left}`))) reached.add(leaves);
  await neighbour.end();
  await sandbox.remove();
  for (const each of new Set([walls, wallsOfNeighbour])) each.close();
  return reached;
}

const testIn = (name: SandboxName): jest.It => {
  if (name === 'none') return test;
  if (name === 'runner') return withContainers;
  return name === 'none, own processes' ? (hasProcessNamespace() ? test : test.skip) : withBubblewrap;
};

describe.each(sandboxes)('with %s', (name) => {
  let reached: Promise<ReadonlySet<number>>;
  beforeAll(() => {
    reached = reachedIn(name);
  });

  const tried = attempts.map((attempt, index) => ({ attempt, index })).filter(({ attempt }) => attempt.triedBy === undefined);

  testIn(name).each(tried.map(({ attempt, index }) => [attempt.what, cell(attempt, name), index] as const))(
    'to %s: %s',
    async (_what, expected, index) => {
      expect((await reached).has(index) ? 'reached' : 'kept out').toBe(expected);
    },
  );
});
