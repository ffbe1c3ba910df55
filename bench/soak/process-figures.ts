/** Memory, file descriptors and threads of a process, as /proc has them; undefined on a system without /proc. */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessFigures {
  /** Memory, in MB. */
  readonly rss: number;
  /** Open file descriptors. */
  readonly fds: number;
  readonly threads: number;
}

export async function processFigures(pid: number): Promise<ProcessFigures | undefined> {
  try {
    const [status, fds] = await Promise.all([readFile(`/proc/${pid}/status`, 'utf8'), readdir(`/proc/${pid}/fd`)]);
    return { rss: numberIn(status, 'VmRSS') / 1_024, fds: fds.length, threads: numberIn(status, 'Threads') };
  } catch {
    return undefined;
  }
}

const numberIn = (status: string, name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
