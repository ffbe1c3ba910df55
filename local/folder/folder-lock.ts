import { readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { codeOf } from '../error-facts.ts';

const holderSchema = z.object({ pid: z.number().int().positive(), started: z.string() });
type Holder = z.infer<typeof holderSchema>;

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
  try {
    await writeFile(file, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const holder = await readHolder(file);
    throw new Error(inUse(holder), { cause: error });
  }
  return { wasStale, release: () => rm(file, { force: true }) };
}

async function removeStale(file: string): Promise<boolean> {
  const holder = await readHolder(file);
  if (holder === undefined) return false;
  if (holder !== 'unreadable' && isAlive(holder)) throw new Error(inUse(holder));
  // Moved away first: of two that take over at once, one finds nothing to move.
  const aside = `${file}.${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

async function readHolder(file: string): Promise<Holder | 'unreadable' | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

/** The process of that number is there, and it is the same one: numbers are used again, in containers above all. */
function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return started === startOf(pid);
}

/** When a process started, in the kernel's ticks; empty where that cannot be told. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the name in field 2 may have blanks, but it ends with the last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function inUse(holder: Holder | 'unreadable' | undefined): string {
  const who = typeof holder === 'object' ? `process ${holder.pid}` : 'another process';
  return `This folder is in use by a runtime (${who}). Stop that one first, or start with another --dir.`;
}
