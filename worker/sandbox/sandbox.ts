/**
 * A sandbox is a temporary folder for one task while one worker holds it: `repo/` is the clone, `tmp/` is TMPDIR of the work, and
 * the work writes `result.json`. Beside it lies a folder of the worker's own, whose path no command gets. Removing a sandbox kills
 * its processes and deletes both folders. A worker that starts removes the sandboxes of dead workers of the same host, which it
 * knows by their names: `bgagent-<host>-<pid>-XXXXXX`.
 */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { killTree } from './process-tree.ts';
import { removeFolder, removeFolderNow } from './remove-folder.ts';
import { noWalls, type SandboxFolders, type Walls } from './walls/walls.ts';

export interface Sandbox extends SandboxFolders {
  readonly folder: string;
  /** Working folder of the commands: the clone, or an empty folder for work without a repository. */
  readonly repo: string;
  readonly tmp: string;
  readonly resultFile: string;
  /** Folder of the worker's own, outside of `folder`. No command gets its path. */
  readonly workerFolder: string;
  /** In the worker's own folder: where git's data lie that no command sees. */
  readonly gitRoot: string;
  /** Around each of its commands. */
  readonly walls: Walls;
  /** Kills the processes that still run in it, and deletes both folders. Its commands have ended. */
  remove(): Promise<void>;
}

const host = hostname().replaceAll(/[^A-Za-z0-9.]/g, '_');
const namePattern = /^bgagent-(?<host>[A-Za-z0-9._]+)-(?<pid>\d+)-[A-Za-z0-9]{6}$/;
const live = new Set<string>();

/** @param root folder for the sandboxes, unless the walls say where they lie; the system's folder for temporary files unless given */
export function createSandbox(root: string = tmpdir(), walls: Walls = noWalls): Sandbox {
  const [folder, workerFolder] = [makeFolder(walls.roots?.shared ?? root), makeFolder(walls.roots?.own ?? root)];
  const sandbox = { folder, repo: join(folder, 'repo'), tmp: join(folder, 'tmp'), resultFile: join(folder, 'result.json') };
  mkdirSync(sandbox.tmp);
  return {
    ...sandbox,
    workerFolder,
    gitRoot: workerFolder,
    walls,
    async remove() {
      // Whatever a command started in a namespace has ended with the command, and a look at all processes of the machine takes long.
      if (!walls.endsProcesses) killTree([folder, workerFolder]);
      await Promise.all([remove(folder), remove(workerFolder)]);
    },
  };
}

/** mkdtemp gives it mode 0700: no other user may read it. */
function makeFolder(root: string): string {
  const folder = mkdtempSync(join(realpathSync(root), `bgagent-${host}-${process.pid}-`));
  live.add(folder);
  return folder;
}

async function remove(folder: string): Promise<void> {
  await removeFolder(folder);
  live.delete(folder);
}

function removeNow(folders: readonly string[]): void {
  killTree(folders);
  for (const folder of folders) {
    removeFolderNow(folder);
    live.delete(folder);
  }
}

/** Removes every sandbox of this process at once. For a process that must end now. */
export function removeAllSandboxes(): void {
  removeNow([...live]);
}

/** Removes the sandboxes of dead workers of this host and kills their processes. Answers the number of removed folders. */
export function removeOrphanedSandboxes(root: string = tmpdir()): number {
  const parent = realpathSync(root);
  const orphans = readdirSync(parent).filter((name) => isOrphan(name) && !live.has(join(parent, name)));
  return orphans.filter((name) => removeIfPossible(join(parent, name))).length;
}

/** The folder may belong to another user, or another worker may be removing it: neither keeps this worker from starting. */
function removeIfPossible(folder: string): boolean {
  try {
    removeNow([folder]);
    return true;
  } catch {
    return false;
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
    // EPERM: the process lives and belongs to another user.
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}
