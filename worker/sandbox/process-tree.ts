/**
 * Kills all processes that a command started. Most of them are in its process group. A process that left the group (setsid, a daemon)
 * is found, on systems with /proc, by a working folder or an environment variable that lies in the sandbox's folder.
 * Synchronous, so that it also works while this process is exiting.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const rounds = 5;

/** Kills a process group. @param leader its first process; undefined for a command that was never started */
export function killGroup(leader: number | undefined): void {
  if (leader !== undefined) kill(-leader);
}

/** Kills the processes that belong to one of the sandboxes. @param folders absolute paths of the sandboxes */
export function killTree(folders: readonly string[]): void {
  // A process may fork while the list is read, so the list is read again until it is empty.
  for (let round = 0; round < rounds; round += 1) {
    const found = processesIn(folders);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function processesIn(folders: readonly string[]): number[] {
  const pids = listing('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => pid !== process.pid && belongsTo(pid, folders));
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function belongsTo(pid: number, folders: readonly string[]): boolean {
  try {
    if (isZombie(pid)) return false;
    const cwd = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
    if (folders.some((folder) => cwd === folder || cwd.startsWith(`${folder}/`))) return true;
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8');
    return folders.some((folder) => variables.includes(`=${folder}/`));
  } catch {
    // It has ended meanwhile, or belongs to another user.
    return false;
  }
}

/** A zombie has ended; it stays in /proc until its parent has waited for it. */
function isZombie(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}
