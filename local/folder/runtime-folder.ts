/** The folder of a runtime: makes it, checks that it can be written, and names the files in it. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runtimeFileName } from '../../contracts/runtime-file.ts';
import { hasRoom } from './disk-room.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { codeOf } from '../error-facts.ts';

/** Absolute paths in the folder. */
export interface RuntimeFolder {
  readonly dir: string;
  /** Folder of the tables, which hold the state of fleets and tasks. */
  readonly tables: string;
  /** Folder for copies of tables whose indexes change; there only while they do. */
  readonly tableCopies: string;
  readonly logs: string;
  readonly runtimeFile: string;
  readonly lock: string;
  /** Register of the workers that were started. */
  readonly workers: string;
  /** Key that signs the tokens of this runtime. */
  readonly key: string;
  /** The file of a secret of the template, by its logical id: `WebhookKeys` → `webhook-secret`. */
  readonly secretFile: (logicalId: string) => string;
  /** Secret that signs the cookies of the dashboard. */
  readonly dashboardSecret: string;
  /** List of the sessions of the dashboard that signed out. */
  readonly signedOut: string;
  /** Journal of every event about a fleet. */
  readonly events: string;
}

/** Makes the folder (mode 0700) and `logs` in it. @throws Error saying why the folder cannot be used, and what to do */
export async function openFolder(dir: string): Promise<RuntimeFolder> {
  const logs = join(dir, 'logs');
  try {
    await makeFolder(logs);
    await chmod(dir, 0o700);
    // A full disk fails the start here, and not a table later. The name is random, because several starts may check at once.
    const probe = join(dir, `probe-${randomUUID()}`);
    await writeFile(probe, 'x'.repeat(4_096));
    await rm(probe, { force: true });
    if (!hasRoom(dir)) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
  } catch (error) {
    throw new Error(`The folder ${dir} cannot be used (${reasonOf(error)}). Repair it, or name another folder with --dir.`, {
      cause: error,
    });
  }
  return {
    dir,
    logs,
    tables: join(dir, 'tables'),
    tableCopies: join(dir, 'table-copies'),
    runtimeFile: join(dir, runtimeFileName),
    lock: join(dir, 'lock'),
    workers: join(dir, 'workers.json'),
    key: join(dir, 'key.json'),
    secretFile: (logicalId) => join(dir, secretFileName(logicalId)),
    dashboardSecret: join(dir, 'dashboard-secret'),
    signedOut: join(dir, 'dashboard-signed-out.json'),
    events: join(dir, 'events.jsonl'),
  };
}

/** Folders of earlier versions have `page-token-secret` and `webhook-secret`. */
const secretFileName = (logicalId: string): string =>
  `${logicalId
    .replace(/Keys$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase()}-secret`;

/**
 * Makes a folder with its parents. When a parent cannot be made, a recursive mkdir fails with ENOENT; the mkdir of the first
 * missing parent fails with the reason.
 */
async function makeFolder(path: string): Promise<void> {
  const make = (recursive: boolean, at: string) => mkdir(at, { recursive, mode: 0o700 });
  try {
    await make(true, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await make(false, firstMissing(path));
    await make(true, path);
  }
}

const firstMissing = (path: string): string => (existsSync(dirname(path)) ? path : firstMissing(dirname(path)));

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'its file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'there is a file of that name',
};

const reasonOf = (error: unknown): string => reasons[codeOf(error) ?? ''] ?? messageOf(error);
