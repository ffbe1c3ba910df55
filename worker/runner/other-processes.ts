/**
 * The other processes of the runner's container: all but itself, its ancestors, and what has ended. They are of commands, because the
 * container runs nothing else, so the end of a command is the end of all of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

interface Process {
  readonly pid: number;
  /** 0: its parent is outside of the container. */
  readonly parent: number;
}

/** Milliseconds. A process that the kernel holds up longer than that, such as in a write to a lost disk, cannot be waited for. */
const patienceMs = 30_000;

/**
 * Kills every other process. Resolves once there is none.
 * @throws an error where one cannot be killed
 */
export async function killOthers(): Promise<void> {
  for (const giveUp = Date.now() + patienceMs; ;) {
    const others = otherProcesses();
    if (others.length === 0) return;
    if (Date.now() > giveUp) throw new Error(`${others.length} processes of the command cannot be killed`);
    // Stopped first: what is stopped starts no further process while the others are killed.
    signalOthers(others, 'SIGSTOP');
    signalOthers(others, 'SIGKILL');
    await pause(2);
  }
}

/** Asks every other process to end. */
export function terminateOthers(): void {
  signalOthers(otherProcesses(), 'SIGTERM');
}

function signalOthers(others: readonly Process[], signal: NodeJS.Signals): void {
  // To all of them in one call of the kernel, which a chain of short processes cannot outrun. It spares the first process and this one.
  if (process.ppid === 1) send(-1, signal);
  else for (const { pid } of others) send(pid, signal);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Processes that came from outside, such as the health check of a container engine, belong to no command and are killed like the others. */
export function otherProcesses(): readonly Process[] {
  const all = new Map(readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? aliveAs(Number(name)) : [])));
  const spared = new Set<number>();
  for (let pid = process.pid; pid > 0 && !spared.has(pid); pid = all.get(pid)?.parent ?? 0) spared.add(pid);
  return [...all.values()].filter(({ pid }) => !spared.has(pid));
}

/** Empty for a process that has ended; one that its parent did not wait for yet stays in the list. */
function aliveAs(pid: number): [number, Process][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses, and may have any character.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? [] : [[pid, { pid, parent: Number(parent) }]];
  } catch {
    return [];
  }
}

/**
 * Why the runner must not start here; undefined where it may. It ends every process that it sees, so on a machine that others use it
 * would do harm.
 */
export function whyNotAlone(): string | undefined {
  if (process.pid === 1) return 'it needs an init, such as tini, as the first process of its container, to wait for orphans';
  const strangers = otherProcesses().filter(({ parent }) => parent !== 0);
  if (strangers.length === 0) return undefined;
  return `it ends every other process that it sees after each command, and ${strangers.length} run here: it must be alone in a container`;
}
