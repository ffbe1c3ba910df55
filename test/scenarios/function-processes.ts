/** The processes in which an emulator of AWS runs functions: each has the name of its function in its environment, as on AWS. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

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

/** Kills the processes of all functions whose names begin so. The emulator starts others when it calls the functions again. */
export function killFunctions(prefix: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (functionOf(pid)?.startsWith(prefix) === true) killIfThere(Number(pid));
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
