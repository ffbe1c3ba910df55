import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isAlive, processIdentity, type ProcessIdentity } from './process-identity.ts';

/** A lock that is held. */
export interface FolderLock {
  /** Whether its last holder ended without releasing it. */
  readonly wasStale: boolean;
  readonly release: () => Promise<void>;
}

/**
 * Takes the lock of a runtime's folder; a lock whose process is gone is taken over.
 * @throws Error naming the process that has it
 */
export async function lockFolder(file: string): Promise<FolderLock> {
  const wasStale = await removeStale(file);
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
  try {
    // With all that is in it: nobody ever reads a lock that is half written.
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
  // Moved away first: of two that take over at once, one finds nothing to move, or the lock that the other one has taken since.
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readHolder(aside);
  const isTaken = typeof moved === 'object' && isAlive(moved);
  if (isTaken) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  if (isTaken) throw new Error(inUse(moved));
  return true;
}

/** A process that was just killed is there for a moment longer: the kernel takes its memory back first. */
async function staysAlive(holder: ProcessIdentity): Promise<boolean> {
  for (let look = 1; isAlive(holder); look += 1) {
    if (look > looks) return true;
    await pause(betweenLooksMs);
  }
  return false;
}

/** Together a second. */
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
  const who = typeof holder === 'object' ? `process ${holder.pid}` : 'another process';
  return `This folder is in use by a runtime (${who}). Stop that one first, or start with another --dir.`;
}
