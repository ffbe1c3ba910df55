/**
 * Runs one command in a sandbox: in its own process group, with a clean environment and a time limit, and passes on its output. A
 * command that is stopped is killed at once, or asked to end first where it has a grace.
 */
import { execa } from 'execa';
import type { CommandEnd } from './command-end.ts';
import { killGroup, killTree } from './process-tree.ts';
import type { Sandbox } from './sandbox.ts';
import { terminateTree } from './terminate-tree.ts';
import type { AgentInWalls, Within } from './walls/walls.ts';
import { TaskStopped } from '../task-stopped.ts';

export interface Command {
  readonly argv: readonly string[];
  /** The whole environment of the command; it inherits no variable of the worker. */
  readonly env: Readonly<Record<string, string>>;
  /** The agent that the command runs; absent for any other command. */
  readonly agent?: AgentInWalls | undefined;
  readonly stdin?: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Ends the command as its time limit does, but its end is no `timed-out`: it has done all that it was to do. Absent: never. */
  readonly isDone?: AbortSignal;
  /** For a program that tells more when it is asked to end. Absent: it is killed at once. */
  readonly grace?: Grace;
}

/** Milliseconds between SIGTERM and SIGKILL. */
export interface Grace {
  /** Where the time limit is reached. */
  readonly atLimitMs: number;
  /** Where the worker stops the task. Shorter, because a worker that closes waits for it. */
  readonly whenStoppedMs: number;
}

/** Where the output of a command goes. */
export interface CommandOutput {
  append(chunk: Buffer, from: 'stdout' | 'stderr'): void;
  /** What the walls of the sandbox say for people. Absent: it is appended to the standard error. */
  readonly tell?: (text: string) => void;
}

export type { CommandEnd };

/** The longest delay that setTimeout takes, milliseconds. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * Resolves when the command and all processes that it started are gone.
 * @throws TaskStopped when the worker stops the task; a command that fails is answered, not thrown
 */
export async function runCommand(command: Command, sandbox: Sandbox, output: CommandOutput): Promise<CommandEnd> {
  if (isStopped(command)) throw new TaskStopped();
  const say = (text: string): void => {
    if (output.tell) output.tell(text);
    else output.append(Buffer.from(text), 'stderr');
  };
  const within = await sandbox.walls.wrap({ ...command, say }, sandbox);
  if (!within) return { kind: 'not-started', why: `spawn ${command.argv[0] ?? ''} ENOENT` };
  const exit = { byItself: true };
  try {
    return await runWithin(command, { within, sandbox, output, exit });
  } finally {
    within.leave(exit.byItself);
  }
}

interface Place {
  readonly within: Within;
  readonly sandbox: Sandbox;
  readonly output: CommandOutput;
  /** Whether the first process of the command ended by itself, so that all others of its namespace have ended, too. */
  readonly exit: { byItself: boolean };
}

async function runWithin(command: Command, { within, sandbox, output, exit }: Place): Promise<CommandEnd> {
  if (isStopped(command)) throw new TaskStopped();
  const child = startChild(command, within, sandbox);
  exit.byItself = false;
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].on('data', (chunk: Buffer) => {
      output.append(chunk, from);
    });
  }
  const tree = treeOf(child.pid, sandbox);
  // Processes that the command left running would keep the pipes open.
  child.nodeChildProcess.once('exit', (code) => {
    exit.byItself = code !== null;
    tree.kill();
  });
  const limit = { reached: false };
  const timer = setTimeout(
    () => {
      limit.reached = true;
      tree.end(command.grace?.atLimitMs);
    },
    Math.min(command.timeoutMs, longestDelayMs),
  );
  const stop = (): void => {
    tree.end(command.grace?.whenStoppedMs);
  };
  const endDone = (): void => {
    tree.end(command.grace?.atLimitMs);
  };
  command.signal.addEventListener('abort', stop, { once: true });
  command.isDone?.addEventListener('abort', endDone, { once: true });
  try {
    const result = await child;
    const elsewhere = await endElsewhere(within, command);
    if (isStopped(command)) throw new TaskStopped();
    if (limit.reached) return { kind: 'timed-out' };
    return elsewhere ?? endOf(result);
  } finally {
    clearTimeout(timer);
    tree.forget();
    command.signal.removeEventListener('abort', stop);
    command.isDone?.removeEventListener('abort', endDone);
  }
}

/** @throws what the walls throw, unless the worker stops the task anyway */
async function endElsewhere(within: Within, command: Command): Promise<CommandEnd | undefined> {
  try {
    return await within.endElsewhere?.();
  } catch (error) {
    if (isStopped(command)) return undefined;
    throw error;
  }
}

const isStopped = ({ signal }: Command): boolean => signal.aborted;

function startChild(command: Command, within: Within, sandbox: Sandbox) {
  const [file = '', ...args] = within.argv;
  return execa(file, args, {
    cwd: sandbox.repo,
    env: within.env,
    extendEnv: false,
    detached: true,
    buffer: false,
    reject: false,
    encoding: 'buffer',
    ...(command.stdin === undefined ? { stdin: 'ignore' as const } : { input: command.stdin }),
  });
}

/** The processes of a command. @param leader its first process; undefined for a command that was never started */
function treeOf(leader: number | undefined, sandbox: Sandbox) {
  let grace: NodeJS.Timeout | undefined;
  const kill = (): void => {
    killGroup(leader);
    // The first process of a namespace is in the group, and all others of the namespace end with it.
    if (!sandbox.walls.endsProcesses) killTree([sandbox.folder]);
  };
  return {
    kill,
    /** @param graceMs undefined: no grace. A second call may only make it shorter. */
    end(graceMs: number | undefined): void {
      clearTimeout(grace);
      if (graceMs === undefined) {
        kill();
        return;
      }
      terminateTree(leader);
      grace = setTimeout(kill, graceMs);
    },
    forget(): void {
      clearTimeout(grace);
    },
  };
}

/** The part of execa's result that says how the process ended. */
interface ProcessResult {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly originalMessage?: string | undefined;
}

function endOf(result: ProcessResult): CommandEnd {
  if (result.signal !== undefined) return { kind: 'killed', by: result.signal };
  if (result.exitCode !== undefined) return { kind: 'exited', exitCode: result.exitCode };
  return { kind: 'not-started', why: result.originalMessage ?? 'unknown error' };
}
