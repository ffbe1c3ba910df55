/**
 * Kills everything that a command started. The process group covers what stayed in it; what left it (setsid, a daemon) is
 * found, where there is a /proc, by its working folder or an environment variable that lies in the sandbox's folder.
 * Synchronous, so that it also works while this process is exiting.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const rounds = 5;

/** @param sandbox the sandbox's folder, absolute; @param group leader of the command's process group, if it still may live */
export function killTree(sandbox: string, group?: number): void {
  if (group !== undefined) kill(-group);
  // A process may fork while the list is read: look again until nothing is left.
  for (let round = 0; round < rounds; round += 1) {
    const found = processesIn(sandbox);
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

function processesIn(sandbox: string): number[] {
  const pids = listing('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => pid !== process.pid && belongsTo(pid, sandbox));
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function belongsTo(pid: number, sandbox: string): boolean {
  try {
    if (isZombie(pid)) return false;
    const folder = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
    if (folder === sandbox || folder.startsWith(`${sandbox}/`)) return true;
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`=${sandbox}/`);
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
