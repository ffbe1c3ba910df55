/**
 * Lists in a file of the folder which workers a runtime has started, so that the next runtime can tell which of them are gone.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { identityOf, isAlive, processIdentity } from './process-identity.ts';

const entry = processIdentity.extend({ id: z.string().min(1) });
type Entry = z.infer<typeof entry>;

export interface WorkerRegister {
  /** Ids of workers of earlier runtimes that are gone and did not give their tasks back. */
  readonly dead: readonly string[];
  /** Call it as soon as the process of the worker is there, before it can take a task. */
  add(id: string, pid: number): void;
  /** Removes a worker that holds no task any more. */
  remove(id: string): void;
}

/** A limit for a worker that fails at every start. The leases of the oldest entries have run out long since. */
const mostKept = 200;

/** @param file made with the first worker. A broken file counts as empty: the leases of its workers run out by themselves. */
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

/** Synchronous and by renaming: a runtime may be killed at any moment, and the file is whole and current even then. */
function writeEntries(file: string, entries: readonly Entry[]): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(entries), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch {
    // A full disk: the leases of workers that are not in the file run out by themselves.
  }
}

function readEntries(file: string): Entry[] {
  try {
    return z.array(entry).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
