/**
 * Runs a program in an unpacked image as ECS runs a container of the task: a read-only root, user 10001, no capability, processes of its
 * own of which the entrypoint is the first. bubblewrap stands in for the engine; the network is that of this machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ContainerRequest {
  /** Folder with the files of the image. */
  readonly root: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Folders of this machine by the place at which they are seen. */
  readonly volumes: Readonly<Record<string, { readonly from: string; readonly readOnly?: boolean }>>;
}

export interface RunningContainer {
  readonly printed: () => string;
  readonly exited: Promise<number | null>;
  stop(): void;
}

const asUser = [
  ...['setpriv', '--reuid', '10001', '--regid', '10001', '--clear-groups'],
  ...['--bounding-set', '-all', '--inh-caps', '-all', '--no-new-privs', '--'],
];

export function startContainer({ root, argv, env, volumes }: ContainerRequest): RunningContainer {
  const bind = Object.entries(volumes).flatMap(([at, { from, readOnly }]) => {
    mkdirSync(join(root, at), { recursive: true });
    return [readOnly ? '--ro-bind' : '--bind', from, at];
  });
  const child = spawn(
    'bwrap',
    [
      ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--as-pid-1', '--die-with-parent'],
      ...['--ro-bind', root, '/', '--proc', '/proc', '--dev', '/dev', ...bind, '--chdir', '/app', '--clearenv'],
      ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
      ...['--', ...asUser, 'bgagent-entrypoint', ...argv],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const exited = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  return {
    printed: () => printed,
    exited,
    // The first process of the container, because a change of the user ends the ties to its parent.
    stop: () => {
      for (const pid of childrenOf(child.pid)) process.kill(pid, 'SIGKILL');
    },
  };
}

/** Empty for a process that has ended. */
function childrenOf(pid: number | undefined): readonly number[] {
  try {
    const listed = readFileSync(`/proc/${pid ?? 0}/task/${pid ?? 0}/children`, 'utf8');
    return listed.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
