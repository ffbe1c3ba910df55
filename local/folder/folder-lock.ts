/**
 * The lock of a runtime's folder: one process at a time has the folder. The lock is a file that names its holder, so the lock
 * of a process that is gone can be taken over.
 * Invariant: the lock file appears with its whole content, by a hard link. So no process reads half of it.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isAlive, processIdentity, type ProcessIdentity } from './process-identity.ts';

export interface FolderLock {
  /** Whether the last holder ended without releasing the lock. */
  readonly wasStale: boolean;
  readonly release: () => Promise<void>;
}

/** @throws Error naming the process that has the folder */
export async function lockFolder(file: string): Promise<FolderLock> {
  const wasStale = await removeStale(file);
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
  try {
    // Fails when the lock exists.
    await link(own, file);
  } catch (error) {
    const holder = await readHolder(file);
    throw new Error(inUse(holder), { cause: error });
  } finally {
    await rm(own, { force: true });
  }
  return { wasStale, release: () => rm(file, { force: true }) };
}

async function removeStale(file: string): Promise<boolean> {
  const holder = await readHolder(file);
  if (holder === undefined) return false;
  if (holder !== 'unreadable' && (await staysAlive(holder))) throw new Error(inUse(holder));
  // Two processes may take over at once. Each moves the lock away and looks at what it moved: the slower one finds no lock, or
  // the new lock of the faster one, which it puts back.
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readHolder(aside);
  const isTaken = typeof moved === 'object' && isAlive(moved);
  if (isTaken) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  if (isTaken) throw new Error(inUse(moved));
  return true;
}

/** Looks for a second: a process that was just killed stays for a moment, while the kernel takes its memory back. */
async function staysAlive(holder: ProcessIdentity): Promise<boolean> {
  for (let look = 1; isAlive(holder); look += 1) {
    if (look > looks) return true;
    await pause(betweenLooksMs);
  }
  return false;
}

const looks = 10;
const betweenLooksMs = 100;

async function readHolder(file: string): Promise<ProcessIdentity | 'unreadable' | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return processIdentity.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

function inUse(holder: ProcessIdentity | 'unreadable' | undefined): string {
  const name = typeof holder === 'object' ? `process ${holder.pid}` : 'another process';
  return `This folder is in use by a runtime (${name}). Stop that runtime first, or start with another --dir.`;
}
