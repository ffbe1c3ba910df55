/** Memory, file descriptors and threads of a process with all its descendants; undefined on a system without /proc. */
import { readdir, readFile } from 'node:fs/promises';
import { hasProc, memoryOfTree, processTree, sumOf } from '../setup/process-tree.ts';

export interface ProcessFigures {
  /** Memory in MB. Pages that several processes share count with their share. */
  readonly pss: number;
  /** Open file descriptors. */
  readonly fds: number;
  readonly threads: number;
}

/** @throws Error when the process has ended */
export async function processFigures(pid: number): Promise<ProcessFigures | undefined> {
  if (!hasProc()) return undefined;
  const pss = sumOf(await memoryOfTree(pid), 'pss');
  const all = await Promise.all((await processTree(pid)).map(handlesOf));
  const sum = (of: 'fds' | 'threads'): number => all.reduce((total, each) => total + each[of], 0);
  return { pss, fds: sum('fds'), threads: sum('threads') };
}

/** A descendant that has ended meanwhile holds nothing. */
async function handlesOf(pid: number): Promise<Pick<ProcessFigures, 'fds' | 'threads'>> {
  try {
    const [status, fds] = await Promise.all([readFile(`/proc/${pid}/status`, 'utf8'), readdir(`/proc/${pid}/fd`)]);
    return { fds: fds.length, threads: Number(/^Threads:\s+(\d+)/m.exec(status)?.[1]) };
  } catch {
    return { fds: 0, threads: 0 };
  }
}
