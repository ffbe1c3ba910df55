/**
 * A sandbox is a temporary folder of one claim of one task: `repo/` the clone, `tmp/` its TMPDIR, `result.json` what the work
 * says of itself. Beside it lies a folder of the worker's own, of which the work is not told. A sandbox ends with its processes
 * killed and both folders removed; those whose worker is dead are removed by the next worker that starts. Names of folders
 * carry host and process id: `bgagent-<host>-<pid>-XXXXXX`.
 */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { killTree } from './process-tree.ts';

export interface Sandbox {
  readonly folder: string;
  /** Working folder of the commands: the clone, or an empty folder for work without a repository. */
  readonly repo: string;
  readonly tmp: string;
  readonly resultFile: string;
  /** Outside of `folder`: what the worker keeps and no command is told of. */
  readonly aside: string;
  /** Kills what still runs in it and removes it. */
  remove(): void;
}

const host = hostname().replaceAll(/[^A-Za-z0-9.]/g, '_');
const namePattern = /^bgagent-(?<host>[A-Za-z0-9._]+)-(?<pid>\d+)-[A-Za-z0-9]{6}$/;
const live = new Set<string>();

/** @param root folder in which sandboxes are made; the system's folder for temporary files unless given */
export function createSandbox(root: string = tmpdir()): Sandbox {
  const [folder, aside] = [makeFolder(root), makeFolder(root)];
  const sandbox = { folder, repo: join(folder, 'repo'), tmp: join(folder, 'tmp'), resultFile: join(folder, 'result.json') };
  mkdirSync(sandbox.tmp);
  return {
    ...sandbox,
    aside,
    remove: () => {
      removeSandbox([folder, aside]);
    },
  };
}

/** For this user only (mode 0700). */
function makeFolder(root: string): string {
  const folder = mkdtempSync(join(realpathSync(root), `bgagent-${host}-${process.pid}-`));
  live.add(folder);
  return folder;
}

function removeSandbox(folders: readonly string[]): void {
  killTree(folders);
  for (const folder of folders) removeFolder(folder);
}

function removeFolder(folder: string): void {
  live.delete(folder);
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Some tools make folders that even their owner may not write to.
    makeWritable(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Ends every sandbox of this process at once: for a process that must go now. */
export function removeAllSandboxes(): void {
  removeSandbox([...live]);
}

/** Removes the sandboxes of workers of this host that are no more, and kills what they left running. */
export function removeOrphanedSandboxes(root: string = tmpdir()): number {
  const parent = realpathSync(root);
  const orphans = readdirSync(parent).filter((name) => isOrphan(name) && !live.has(join(parent, name)));
  return orphans.filter((name) => removeIfPossible(join(parent, name))).length;
}

/** Another user's, or somebody else is just removing it: no reason not to start. */
function removeIfPossible(folder: string): boolean {
  try {
    removeSandbox([folder]);
    return true;
  } catch {
    return false;
  }
}

function makeWritable(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(folder, entry.name));
  }
}

function isOrphan(name: string): boolean {
  const parts = namePattern.exec(name)?.groups;
  if (parts?.['host'] !== host) return false;
  const pid = Number(parts['pid']);
  return pid === process.pid || !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}
