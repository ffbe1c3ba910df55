/**
 * Asks the processes of a command to end, with SIGTERM. Around a command in a process namespace stand programs of the worker, outside
 * of the namespace and as its first process. They get no signal: with them the kernel would kill all others at once.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** @param leader the first process of the command; undefined for a command that was never started */
export function terminateTree(leader: number | undefined): void {
  if (leader === undefined) return;
  const inside = insideNamespace(leader);
  // Without a namespace the group of the leader is the command.
  for (const pid of inside.length > 0 ? inside : [-leader]) terminate(pid);
}

function terminate(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

interface Status {
  readonly pid: number;
  readonly parent: number;
  /** Its number in each namespace that it is in, the innermost last. */
  readonly numbers: readonly number[];
}

/** The descendants of a process that are in a namespace within that of this process, without the first of each namespace. */
function insideNamespace(leader: number): readonly number[] {
  const own = statusOf('self')?.numbers.length;
  if (own === undefined) return [];
  const all = new Map(statuses().map((status) => [status.pid, status]));
  const descends = (status: Status | undefined): boolean =>
    status !== undefined && (status.parent === leader || descends(all.get(status.parent)));
  const inside = [...all.values()].filter(({ numbers }) => numbers.length > own && numbers.at(-1) !== 1);
  return inside.filter(descends).map(({ pid }) => pid);
}

function statuses(): readonly Status[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statusOf(name) ?? []) : []));
  } catch {
    // A system without /proc.
    return [];
  }
}

/** Undefined for a process that has ended meanwhile. */
function statusOf(name: string): Status | undefined {
  try {
    const text = readFileSync(`/proc/${name}/status`, 'utf8');
    const numbersOf = (field: string): number[] =>
      (new RegExp(`^${field}:(.*)$`, 'm').exec(text)?.[1] ?? '').trim().split(/\s+/).map(Number);
    const [pid = 0] = numbersOf('Pid');
    const [parent = 0] = numbersOf('PPid');
    return { pid, parent, numbers: numbersOf('NSpid') };
  } catch {
    return undefined;
  }
}
