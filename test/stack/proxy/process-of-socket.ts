/** Finds the process at the other end of a connection on this machine, by what Linux tells of sockets in /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { functionOf } from '../../scenarios/function-processes.ts';
import type { Caller } from './fault.ts';

/** @returns the process that runs a function and holds this end of a connection to `to`; undefined where there is none */
export function functionAtPort(port: number, to: number): Caller | undefined {
  const inode = inodeOf(port, to);
  if (inode === undefined) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const functionName = functionOf(pid);
    if (functionName !== undefined && holds(pid, `socket:[${inode}]`)) return { pid: Number(pid), functionName };
  }
  return undefined;
}

const hex = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`;

/** A line of the table: number, own address, other address, state, queues, timers, retransmits, user, timeout, inode. */
function inodeOf(port: number, to: number): string | undefined {
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((table) => readFileSync(table, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .find(([, own = '', other = '']) => own.endsWith(hex(port)) && other.endsWith(hex(to)))?.[9];
}

function holds(pid: string, socket: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`) === socket);
  } catch {
    // The process ended, or closed a file meanwhile.
    return false;
  }
}
