/** Runs one command in a sandbox: its own process group, a clean environment, a time limit, and its output kept. */
import { resolve } from 'node:path';
import { execa } from 'execa';
import which from 'which';
import { hasProcessNamespace, inNamespace } from './process-namespace.ts';
import { killGroup, killTree } from './process-tree.ts';
import type { Sandbox } from './sandbox.ts';
import type { TaskOutput } from './task-output.ts';
import { Stopped } from '../stopped.ts';

export interface Command {
  readonly argv: readonly string[];
  /** The whole environment of the command: nothing of the worker's own reaches it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type CommandEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'not-started'; readonly why: string };

/** setTimeout takes no longer delay than this. */
const longestDelay = 2 ** 31 - 1;

/**
 * Ends only when the command and everything that it started is gone.
 * @throws Stopped when the task is let go of; never for what the command does
 */
export async function runCommand(command: Command, sandbox: Sandbox, output: Pick<TaskOutput, 'append'>): Promise<CommandEnd> {
  if (isStopped(command)) throw new Stopped();
  const child = startChild(command, sandbox);
  child.all.on('data', (chunk: Buffer) => {
    output.append(chunk);
  });
  const endTree = (): void => {
    killGroup(child.pid);
    // A namespace ends with its first process, which is in the group.
    if (!hasProcessNamespace()) killTree([sandbox.folder]);
  };
  // Whatever the command left running ends with it, and lets go of the pipes.
  child.nodeChildProcess.once('exit', endTree);
  const limit = { reached: false };
  const timer = setTimeout(
    () => {
      limit.reached = true;
      endTree();
    },
    Math.min(command.timeoutMs, longestDelay),
  );
  command.signal.addEventListener('abort', endTree, { once: true });
  try {
    const result = await child;
    if (isStopped(command)) throw new Stopped();
    if (limit.reached) return { kind: 'timed-out' };
    return endOf(result);
  } finally {
    clearTimeout(timer);
    command.signal.removeEventListener('abort', endTree);
  }
}

const isStopped = ({ signal }: Command): boolean => signal.aborted;

function startChild(command: Command, sandbox: Sandbox) {
  const [file = '', ...args] = argvOf(command, sandbox);
  return execa(file, args, {
    cwd: sandbox.repo,
    env: command.env,
    extendEnv: false,
    detached: true,
    all: true,
    buffer: false,
    reject: false,
    encoding: 'buffer',
    ...(command.stdin === undefined ? { stdin: 'ignore' as const } : { input: command.stdin }),
  });
}

/** A program that is not there is started as it is: so the system itself says why it cannot be. */
function argvOf({ argv, env }: Command, sandbox: Sandbox): readonly string[] {
  const [file = ''] = argv;
  const place = file.includes('/') ? resolve(sandbox.repo, file) : file;
  const isThere = which.sync(place, { path: env['PATH'], nothrow: true }) !== null;
  return isThere ? inNamespace(argv) : argv;
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly originalMessage?: string | undefined;
}

function endOf(result: Ended): CommandEnd {
  if (result.signal !== undefined) return { kind: 'killed', by: result.signal };
  if (result.exitCode !== undefined) return { kind: 'exited', exitCode: result.exitCode };
  return { kind: 'not-started', why: result.originalMessage ?? 'unknown error' };
}
