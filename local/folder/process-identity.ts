/** Which process one is: its number alone is used again, in containers above all, so its start belongs to it. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { codeOf } from '../error-facts.ts';

/** `started`: in the kernel's ticks; empty where that cannot be told. */
export const processIdentity = z.object({ pid: z.number().int().positive(), started: z.string() });
export type ProcessIdentity = z.infer<typeof processIdentity>;

export const identityOf = (pid: number): ProcessIdentity => ({ pid, started: statOf(pid)?.started ?? '' });

/** Whether that very process is there and can still do something: one that was killed and is not yet waited for cannot. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  const stat = statOf(pid);
  if (stat !== undefined) return stat.state !== 'Z' && stat.state !== 'X' && stat.started === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

interface Stat {
  readonly state: string;
  readonly started: string;
}

/** Undefined where the system has no /proc, or no such process. */
function statOf(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields 3 and 22; the name in field 2 may have blanks, but it ends with the last bracket.
    const [state = '', ...others] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, started: others[18] ?? '' };
  } catch {
    return undefined;
  }
}
