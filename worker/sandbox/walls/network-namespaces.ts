/**
 * Network namespaces with nothing in them but a loopback, and on it the listening socket of the worker's proxy (proxy.ts). They are made
 * ahead of the commands, because to make one takes longer than to start many a command; one command at a time is in a namespace.
 * Invariant: a namespace is used again only after a command whose processes have all ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Server } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import { createProxy, type Guest } from './proxy.ts';

export interface NetworkNamespace {
  /** Program and arguments that stand before a command which runs in the namespace. */
  readonly enter: readonly string[];
}

export interface NetworkNamespaces {
  /** @throws an error that says why none could be made */
  take(guest: Guest): Promise<NetworkNamespace>;
  /** @param isEmpty false: a process of the command may still run, so the namespace is not used again */
  giveBack(taken: NetworkNamespace, isEmpty: boolean): void;
  close(): void;
}

export interface NamespacePrograms {
  /** Full paths. */
  readonly bwrap: string;
  readonly nsenter: string;
  /** Whether the worker makes other namespaces only within a user namespace: as a rule, where it is not root. */
  readonly userNamespace: boolean;
}

/** Port of the proxy on the loopback of each namespace. */
export const proxyPort = 3128;
const patienceMs = 10_000;
const holder = join(import.meta.dirname, 'listen-inside.js');

interface Made extends NetworkNamespace {
  admit(guest: Guest): void;
  dismiss(): void;
  close(): void;
}

export function createNetworkNamespaces(programs: NamespacePrograms): NetworkNamespaces {
  const all = new Set<Made>();
  const free: Made[] = [];
  let isClosed = false;
  const end = (made: Made): void => {
    all.delete(made);
    made.close();
  };
  return {
    async take(guest) {
      const made = free.pop() ?? (await makeNamespace(programs));
      all.add(made);
      made.admit(guest);
      return made;
    },
    giveBack(taken, isEmpty) {
      const made = [...all].find((each) => each === taken);
      if (!made) return;
      made.dismiss();
      if (isEmpty && !isClosed) free.push(made);
      else end(made);
    },
    close() {
      isClosed = true;
      for (const made of free.splice(0)) end(made);
    },
  };
}

async function makeNamespace({ bwrap, nsenter, userNamespace }: NamespacePrograms): Promise<Made> {
  const unshared = ['--unshare-net', ...(userNamespace ? ['--unshare-user'] : [])];
  const args = ['--die-with-parent', ...unshared, '--dev-bind', '/', '/', '--', process.execPath, holder, String(proxyPort)];
  const child = spawn(bwrap, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: {} });
  try {
    const { pid, listener } = await received(child);
    const open = (kind: string): number => openSync(`/proc/${pid}/ns/${kind}`, 'r');
    const descriptors = { net: open('net'), ...(userNamespace ? { user: open('user') } : {}) };
    child.send('done');
    const proxy = createProxy(listener);
    const ways = Object.entries(descriptors).map(([kind, descriptor]) => `--${kind}=/proc/${process.pid}/fd/${descriptor}`);
    return {
      enter: [nsenter, ...ways, ...(userNamespace ? ['--preserve-credentials'] : []), '--'],
      admit(guest) {
        proxy.admit(guest);
      },
      dismiss() {
        proxy.dismiss();
      },
      close() {
        proxy.close();
        for (const descriptor of Object.values(descriptors)) closeSync(descriptor);
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

interface Received {
  /** Of the process in the namespace. */
  readonly pid: number;
  readonly listener: Server;
}

const message = z.object({ pid: z.number().int().positive() });

async function received(child: ChildProcess): Promise<Received> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString().slice(0, 2_000);
  });
  const signal = AbortSignal.timeout(patienceMs);
  const answered = once(child, 'message', { signal });
  const ended = once(child, 'close', { signal }).then((): never => {
    throw new Error(said.trim() || 'the process ended without a word');
  });
  ended.catch(() => undefined);
  // An event has values of any type.
  const [first, listener] = (await Promise.race([answered, ended])) as unknown[];
  if (!(listener instanceof Server)) throw new Error('no listening socket was handed over');
  return { pid: message.parse(first).pid, listener };
}
