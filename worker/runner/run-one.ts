/** Runs one command with exactly the environment that it was sent. Its end is the end of every process of the container (other-processes.ts). */
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { killOthers } from './other-processes.ts';
import type { CommandEnded, CommandRequest, OutputLine } from './protocol.ts';

export interface RunningCommand {
  /**
   * Resolves once every process of the command is gone and all of its output was taken.
   * @throws an error where a process cannot be killed
   */
  readonly ended: Promise<CommandEnded>;
  /** Kills it at once. */
  kill(): void;
}

/** @param say resolves when the line was taken. Until then no more is read, so that a flood waits for its reader. */
export function runOne(request: CommandRequest, say: (line: OutputLine) => Promise<void>): RunningCommand {
  const child = start(request);
  if (child instanceof Error) {
    return { ended: Promise.resolve({ kind: 'not-started', why: child.message }), kill: () => undefined };
  }
  preferForMemory(child.pid);
  // A command that does not read it closes it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(Buffer.from(request.stdin, 'base64'));
  return {
    ended: endOf(child, [pass(child.stdout, 'stdout', say), pass(child.stderr, 'stderr', say)]),
    kill: () => child.kill('SIGKILL'),
  };
}

/** An argument list that is too long for the system is answered, not thrown. */
function start({ argv: [file = '', ...args], cwd, env }: CommandRequest) {
  try {
    return spawn(file, args, { cwd, env, detached: true, stdio: 'pipe' });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function endOf(child: ChildProcess, outputs: readonly Promise<void>[]): Promise<CommandEnded> {
  const ended = await firstProcessOf(child);
  // A process that is left would keep the output open.
  await killOthers();
  await Promise.all(outputs);
  return ended;
}

function firstProcessOf(child: ChildProcess): Promise<CommandEnded> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, by) => {
      resolve(exitCode === null ? { kind: 'killed', by: by ?? 'SIGKILL' } : { kind: 'exited', exitCode });
    });
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', why: error.message });
    });
  });
}

async function pass(from: Readable, kind: OutputLine['kind'], say: (line: OutputLine) => Promise<void>): Promise<void> {
  try {
    // A Readable of a process gives buffers unless it is told an encoding.
    for await (const chunk of from as AsyncIterable<Buffer>) await say({ kind, data: chunk.toString('base64') });
  } catch {
    // The pipe broke because the program was not started.
  }
}

/** Where memory runs out, the kernel ends the command and not the runner. */
function preferForMemory(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // It has ended already.
  }
}
