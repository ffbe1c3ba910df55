/** Finds processes of this machine by their command line. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { patienceMs } from '../patience.ts';

/** A number of seconds that no other process sleeps. It identifies a process whose id differs inside of its namespace. */
export const longSleep = (): string => `9${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;

/** Whether a process with this text in its command line runs. Linux only: reads /proc. */
export const isRunning = (text: string): boolean => idsOf(text).length > 0;

const idsOf = (text: string): string[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandLineOf(name).includes(text));

/** Ends the processes with this text in their command line. Answers whether there was one. */
export function endLeftOver(text: string): boolean {
  const ids = idsOf(text);
  for (const id of ids) process.kill(Number(id), 'SIGKILL');
  return ids.length > 0;
}

function commandLineOf(pid: string): string {
  try {
    // Empty for a process that has ended.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Waits for the process to end, as the machine may be busy. A process that no code ends would sleep for years. */
export async function isGone(text: string): Promise<boolean> {
  for (const end = Date.now() + patienceMs; isRunning(text) && Date.now() < end;) await pause(50);
  return !isRunning(text);
}
