/**
 * Where the runner listens. Commands run as the same user, so one may remove the socket, or listen at its place. The place is claimed anew
 * when all processes of a command are gone, before its end is told: the worker's next command reaches this process.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { RunnerSettings } from './settings.ts';

export interface SocketPlace {
  /** Listens again where the socket is not this process's own any more. No other process runs meanwhile. */
  claim(): Promise<void>;
  close(): void;
}

/** The worker needs three. A command that opens very many must not use up the runner's descriptors. */
const mostConnections = 64;

/** @param accept is called with each connection */
export function socketPlace({ socket, workDir }: RunnerSettings, accept: (connection: Socket) => void): SocketPlace {
  let server: Server | undefined;
  let own: number | undefined;
  return {
    async claim() {
      openFolder(workDir);
      openFolder(dirname(socket));
      if (server && inodeOf(socket) === own) {
        chmodSync(socket, 0o600);
        return;
      }
      // It removes what is at the place, if that is a file.
      server?.close();
      clear(socket);
      server = createServer(accept);
      server.maxConnections = mostConnections;
      server.listen(socket);
      await once(server, 'listening');
      chmodSync(socket, 0o600);
      own = inodeOf(socket);
    },
    close() {
      server?.close();
    },
  };
}

/** What cannot be removed, such as folders without rights, is moved away. */
function clear(socket: string): void {
  try {
    rmSync(socket, { recursive: true, force: true });
  } catch {
    const folder = dirname(socket);
    renameSync(folder, `${folder}-${randomUUID()}`);
    mkdirSync(folder, { mode: 0o700 });
  }
}

/** A folder that its owner may use, and others may not; no link. */
function openFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) rmSync(path);
  if (!found?.isDirectory()) mkdirSync(path, { mode: 0o700 });
  if (found?.uid === process.getuid?.()) chmodSync(path, 0o700);
}

function inodeOf(path: string): number | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isSocket() ? found.ino : undefined;
}
