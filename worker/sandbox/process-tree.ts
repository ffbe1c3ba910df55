/**
 * Kills everything that a command started. The process group covers what stayed in it; what left it (setsid, a daemon) is
 * found, where there is a /proc, by its working folder or an environment variable that lies in the sandbox's folder.
 * Synchronous, so that it also works while this process is exiting.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const rounds = 5;

/** What is in a command's process group. @param leader its first process; undefined where it was never started */
export function killGroup(leader: number | undefined): void {
  if (leader !== undefined) kill(-leader);
}

/** Whatever belongs to one of the folders. @param folders absolute, of sandboxes */
export function killTree(folders: readonly string[]): void {
  // A process may fork while the list is read: look again until nothing is left.
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
    // Gone already, which is what was wanted.
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
    // Not ours to read, or gone meanwhile.
    return false;
  }
}

/** A killed process stays listed until its parent has waited for it. */
function isZombie(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}
