import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { patienceMs } from '../patience.ts';

/** A number of seconds that no other process sleeps: it names a process from outside, whatever number it has inside. */
export const longSleep = (): string => `9${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`;

/** Whether a process with this text in its command line runs. Linux only: reads /proc. */
export const isRunning = (text: string): boolean =>
  readdirSync('/proc').some((name) => /^\d+$/.test(name) && commandLineOf(name).includes(text));

function commandLineOf(pid: string): string {
  try {
    // That of a process which has ended is empty.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Patient where the machine is busy; a process that nobody ends sleeps for years. */
export async function isGone(text: string): Promise<boolean> {
  for (const end = Date.now() + patienceMs; isRunning(text) && Date.now() < end;) await pause(50);
  return !isRunning(text);
}
