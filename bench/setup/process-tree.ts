/**
 * Memory and processor time of a process with all its descendants, as Linux tells them in /proc. Workers that a runtime started, and
 * their descendants, are left out. A process that ends meanwhile counts nothing; the first one must stay.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const worker = join(import.meta.dirname, '..', '..', 'worker', 'start.js');
/** Ticks of the times in /proc/PID/stat: Linux tells programs 100 on every processor. */
const ticksPerSecond = 100;

/** Memory in MB. */
export interface ProcessMemory {
  /** The program, and the script that it runs. */
  readonly name: string;
  /** Proportional: a page that several processes share counts in each with its share. */
  readonly pss: number;
  /** Resident: a shared page counts whole. */
  readonly rss: number;
}

/** Whether this system has what the functions of this file read. */
export const hasProc = (proc = '/proc'): boolean => existsSync(join(proc, 'self', 'smaps_rollup'));

/** The process and its descendants, without workers below it. @throws Error when the process has ended */
export async function processTree(pid: number, proc = '/proc'): Promise<number[]> {
  const childrenOf = Map.groupBy(await allProcesses(proc), ({ parent }) => parent);
  if (!existsSync(join(proc, String(pid)))) throw new Error(`Process ${pid} has ended.`);
  const tree = [pid];
  // The list grows while it is gone through.
  for (const parent of tree) {
    for (const child of childrenOf.get(parent) ?? []) {
      if (!(await commandOf(child.pid, proc)).includes(worker)) tree.push(child.pid);
    }
  }
  return tree;
}

export async function memoryOfTree(pid: number, proc = '/proc'): Promise<ProcessMemory[]> {
  const all = (await processTree(pid, proc)).map((each) => memoryOf(each, proc));
  return (await Promise.all(all)).filter((memory) => memory !== undefined);
}

/** Seconds so far, of children that have ended too. */
export async function processorSecondsOfTree(pid: number, proc = '/proc'): Promise<number> {
  const all = await Promise.all((await processTree(pid, proc)).map((each) => statOf(each, proc)));
  return all.reduce((sum, stat) => sum + (stat?.ticks ?? 0), 0) / ticksPerSecond;
}

export const sumOf = (all: readonly ProcessMemory[], of: 'pss' | 'rss'): number => all.reduce((sum, each) => sum + each[of], 0);

/** Example: `node bgagent.js 250 (RSS 310), dynoxide 9 (RSS 12)`. */
export const shownMemory = (all: readonly ProcessMemory[]): string =>
  all.map(({ name, pss, rss }) => `${name} ${pss.toFixed(0)} (RSS ${rss.toFixed(0)})`).join(', ');

async function memoryOf(pid: number, proc: string): Promise<ProcessMemory | undefined> {
  const [text, command] = [await read(pid, 'smaps_rollup', proc), await commandOf(pid, proc)];
  // A process that has ended and waits for its parent has no memory: its file is empty, or cannot be read.
  if (text === undefined || text === '') return undefined;
  const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) / 1_024;
  const [program = '', script = ''] = command.filter((each) => !each.startsWith('-'));
  const name = [program, script].map((path) => basename(path)).join(' ');
  return { name: name.trim(), pss: megabytes('Pss'), rss: megabytes('Rss') };
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

async function allProcesses(proc: string): Promise<Stat[]> {
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map((pid) => statOf(pid, proc)))).filter((stat) => stat !== undefined);
}

async function statOf(pid: number, proc: string): Promise<Stat | undefined> {
  const text = await read(pid, 'stat', proc);
  if (text === undefined) return undefined;
  // The name, in brackets, may hold any character. After it, the first field is number 3: so 4 is the parent, and 14 to 17 are the
  // user and system time of the process and of its children that have ended.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid, parent: Number(fields[1]), ticks };
}

const commandOf = async (pid: number, proc: string): Promise<string[]> => ((await read(pid, 'cmdline', proc)) ?? '').split('\0');

/** Undefined: the process has ended. */
async function read(pid: number, name: string, proc: string): Promise<string | undefined> {
  try {
    return await readFile(join(proc, String(pid), name), 'utf8');
  } catch (error) {
    // Node.js sets a code on errors of the file system.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
