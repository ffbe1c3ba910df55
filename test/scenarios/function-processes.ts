/** The processes in which an emulator of AWS runs functions: each has the name of its function in its environment, as on AWS. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive } from '../../local/folder/process-identity.ts';

/** Whether this system tells the environment of a process. */
export const canSeeProcesses = existsSync('/proc/self/environ');

/** @returns undefined where the process is gone, is another user's, or runs no function */
export function functionOf(pid: string): string | undefined {
  try {
    return /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Kills the processes of all functions whose names begin so, and waits until they are dead: the emulator, which starts others when it
 * calls the functions again, still sends calls to a process that is dying.
 */
export async function killFunctions(prefix: string): Promise<void> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && functionOf(name)?.startsWith(prefix) === true);
  const killed = pids.map((pid) => identityOf(Number(pid)));
  for (const { pid } of killed) killIfThere(pid);
  while (killed.some(isAlive)) await sleep(20);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
