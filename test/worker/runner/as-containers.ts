/**
 * Starts the runner as ECS starts the container `runner`: processes of its own under an init, a read-only root that has the system and the
 * product, one folder that it shares with the worker, no variable of the worker, no right. bubblewrap stands in for a container engine.
 * What differs: the root is that of this machine and not of an image, and the network is that of this machine.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { patienceMs } from '../../patience.ts';

const product = join(import.meta.dirname, '../../..');
const node = realpathSync(process.execPath);

const system = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc'];
/** The folders of the product that an image has. */
const code = ['adapters', 'contracts', 'core', 'tasks', 'worker', 'node_modules', 'package.json'];

/** uid of the processes in the image. */
const uid = '10001';

export interface RunnerContainer {
  readonly socket: string;
  /** Of the process that started it; undefined: it could not be started. */
  readonly pid: number | undefined;
  /** All that it printed. */
  readonly printed: () => string;
  /** Its exit code, once it has ended; null: by a signal. */
  readonly exited: Promise<number | null>;
  /** Ends it, and all that runs in it. */
  stop(): Promise<void>;
}

export interface ContainerGiven {
  /** The folder that the worker shares: seen at the same path. */
  readonly workDir: string;
  /** Further variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** What else is seen, read-only. */
  readonly readOnly?: readonly string[];
}

/** Why this machine cannot play a container; undefined where it can. */
export function whyNoContainers(): string | undefined {
  const { status, stderr, error } = spawnSync('bwrap', [...view({ workDir: product }), 'true'], { encoding: 'utf8' });
  if (error) return 'there is no bwrap on the PATH';
  return status === 0 ? undefined : stderr.trim();
}

/** The runner's variables in the environment of a worker that uses it. */
export const workerVariables = (workDir: string, privateDir: string): Readonly<Record<string, string>> => ({
  BGAGENT_RUNNER_SOCKET: join(workDir, 'runner/socket'),
  BGAGENT_WORK_DIR: workDir,
  BGAGENT_PRIVATE_DIR: privateDir,
});

/** Resolves once the runner answers. The caller stops it. */
export async function startRunnerContainer(given: ContainerGiven): Promise<RunnerContainer> {
  const container = runInContainer(given, [node, join(product, 'worker/runner/main.ts')]);
  const socket = join(given.workDir, 'runner/socket');
  let exitCode: number | null | undefined;
  void container.exited.then((code) => {
    exitCode = code;
  });
  const giveUp = Date.now() + patienceMs;
  while (!(await answers(socket))) {
    await pause(20);
    if (exitCode !== undefined || Date.now() > giveUp) throw new Error(`the runner does not answer: ${container.printed()}`);
  }
  return { socket, ...container };
}

/** Runs a program as the container's one. */
export function runInContainer(given: ContainerGiven, argv: readonly string[]): Omit<RunnerContainer, 'socket'> {
  mkdirSync(given.workDir, { recursive: true });
  const child = spawn('bwrap', [...view(given), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const exited = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  return {
    pid: child.pid,
    printed: () => printed,
    exited,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function view({ workDir, env = {}, readOnly = [] }: ContainerGiven): string[] {
  const shown = [...system, ...code.map((name) => join(product, name)), dirname(node), ...readOnly];
  const variables = {
    PATH: `${dirname(node)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: '/tmp',
    BGAGENT_WORK_DIR: workDir,
    BGAGENT_RUNNER_SOCKET: join(workDir, 'runner/socket'),
    ...env,
  };
  return [
    ...['--unshare-user', '--uid', uid, '--gid', uid, '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
    ...['--cap-drop', 'ALL', '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...shown.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', path, path]),
    ...['--bind', workDir, workDir, '--remount-ro', '/', '--chdir', '/', '--clearenv'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    '--',
  ];
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/health' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once('error', () => {
      resolve(false);
    });
    asked.end();
  });
}
