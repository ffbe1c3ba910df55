/** The processes of a run. Each has a process group of its own, so that what it starts ends with it. */
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Command {
  /** What it is called when it fails. */
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** File for what it prints; left out, it prints where this process does. */
  readonly log?: string;
}

const running = new Set<ChildProcess>();
const patienceToEndMs = 10_000;

/** Starts a process that goes on until `endAllProcesses`. */
export function start({ argv: [file, ...args], env, log }: Command): ChildProcess {
  const output = log === undefined ? ('inherit' as const) : openSync(log, 'a');
  const child = spawn(file, args, { detached: true, stdio: ['ignore', output, output], env: { ...process.env, ...env } });
  if (output !== 'inherit') closeSync(output);
  running.add(child);
  child.once('error', () => running.delete(child));
  return child;
}

/** Runs a command to its end. @returns its exit code @throws Error when it cannot be started */
export async function exitCodeOf(command: Command): Promise<number> {
  const child = start(command);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('exit', (exitCode) => {
      resolve(exitCode ?? 1);
    });
    child.once('error', (error) => {
      reject(new Error(`${command.name} failed: ${error.message}`));
    });
  });
  running.delete(child);
  return code;
}

/** @throws Error with the end of its log when it fails */
export async function runToSuccess(command: Command): Promise<void> {
  if ((await exitCodeOf(command)) !== 0) throw new Error(`${command.name} failed${await endOfLog(command)}`);
}

/** Waits until a process that was started serves. @throws Error with the end of its log when it ends before, or takes too long */
export async function untilServing(child: ChildProcess, command: Command, serves: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await serves().catch(() => false))) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error(`${command.name} ended${await endOfLog(command)}`);
    if (Date.now() > end) throw new Error(`${command.name} does not answer${await endOfLog(command)}`);
    await sleep(100);
  }
}

async function endOfLog({ log }: Command): Promise<string> {
  if (log === undefined) return '.';
  return `:\n${(await readFile(log, 'utf8')).split('\n').slice(-30).join('\n')}`;
}

/** Asks every process group to end, and kills what has not after a while. */
export async function endAllProcesses(): Promise<void> {
  const ends = [...running].map((child) => ended(child));
  signalAll('SIGTERM');
  await Promise.race([Promise.all(ends), sleep(patienceToEndMs, undefined, { ref: false })]);
  killAllProcesses();
}

/** At once; also what a process group's leader left behind. */
export function killAllProcesses(): void {
  signalAll('SIGKILL');
}

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit');

function signalAll(signal: NodeJS.Signals): void {
  for (const { pid } of running) {
    if (pid === undefined) continue;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone.
    }
  }
}
