/** Which workers a runtime has started, kept in its folder: so the next runtime can tell which of them are gone. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { identityOf, isAlive, processIdentity } from './process-identity.ts';

const entry = processIdentity.extend({ id: z.string().min(1) });
type Entry = z.infer<typeof entry>;

export interface WorkerRegister {
  /** Workers of earlier runtimes that are gone without having said so. */
  readonly dead: readonly string[];
  /** To be called as soon as the worker's process is there, before it can take a task. */
  add(id: string, pid: number): void;
  /** A worker whose tasks nobody has to look for any more. */
  remove(id: string): void;
}

/** A worker that ends again and again is registered each time; the leases of old ones have run out long since. */
const mostKept = 200;

/** @param file is made with the first worker; one that is broken counts as empty, and leases run out by themselves */
export function openWorkerRegister(file: string): WorkerRegister {
  const entries = new Map(readEntries(file).map((known) => [known.id, known]));
  const dead = [...entries.values()].filter((known) => !isAlive(known)).map(({ id }) => id);
  return {
    dead,
    add(id, pid) {
      entries.set(id, { id, ...identityOf(pid) });
      for (const oldest of [...entries.keys()].slice(0, -mostKept)) entries.delete(oldest);
      writeEntries(file, [...entries.values()]);
    },
    remove(id) {
      if (entries.delete(id)) writeEntries(file, [...entries.values()]);
    },
  };
}

/** Whole or not at all, and before anything else happens: a runtime may be killed at any moment. */
function writeEntries(file: string, entries: readonly Entry[]): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(entries), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // A full disk: the leases of workers that nobody knows of run out by themselves.
  }
}

function readEntries(file: string): Entry[] {
  try {
    return z.array(entry).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
