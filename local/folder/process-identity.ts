/** Identifies a process by its number and its start. The system uses numbers again, above all in containers. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { codeOf } from '../error-facts.ts';

/** `started`: the start in ticks of the kernel; empty where the system does not tell it. */
export const processIdentity = z.object({ pid: z.number().int().positive(), started: z.string() });
export type ProcessIdentity = z.infer<typeof processIdentity>;

export const identityOf = (pid: number): ProcessIdentity => ({ pid, started: statOf(pid)?.started ?? '' });

/** Whether this very process still runs. A zombie (killed, and its parent has not waited for it yet) does not. */
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

/** Reads /proc. Undefined where the system has no /proc, or no such process. */
function statOf(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields 3 and 22. The name in field 2 may hold blanks and brackets; it ends at the last bracket.
    const [state = '', ...others] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, started: others[18] ?? '' };
  } catch {
    return undefined;
  }
}
