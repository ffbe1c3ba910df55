/**
 * Makes a server of the runtime listen on 127.0.0.1, with two limits for its clients: the time in which a request must arrive,
 * and the number of connections.
 */
import type { Server } from 'node:http';

/** A server of the runtime, reachable from this machine only. */
export interface Listening {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Takes no more requests. @param graceMs milliseconds that requests under way may still take (0) */
  readonly close: (graceMs?: number) => Promise<void>;
}

export interface ConnectionLimits {
  /** Milliseconds within which the whole request must have arrived (60,000). The answer may take longer. */
  readonly arrivalMs?: number;
  /**
   * Open connections (5,000, which leaves file descriptors for files and for the other servers). A further one is closed at
   * once.
   */
  readonly most?: number;
}

/** Sets the limits of a server that does not listen yet. */
export function limitConnections(server: Server, { arrivalMs = 60_000, most = 5_000 }: ConnectionLimits = {}): void {
  Object.assign(server, {
    headersTimeout: arrivalMs,
    requestTimeout: arrivalMs,
    connectionsCheckingInterval: Math.ceil(arrivalMs / 6),
    maxConnections: most,
    // Off. A busy process would close idle connections late, at the moment when a client on this machine uses them again.
    keepAliveTimeout: 0,
  });
}

/**
 * @param port 0 = any free one
 * @throws Error saying what to do when the port is taken or not allowed
 */
export async function listen(server: Server, port: number, limits?: ConnectionLimits): Promise<Listening> {
  limitConnections(server, limits);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new Error(`Cannot listen on 127.0.0.1:${port} (${error.message}). Choose another port, or 0 for a free one.`, {
          cause: error,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}`, close: (graceMs = 0) => close(server, graceMs) };
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Ends connections that are still in use when the grace is over. Idle ones are closed at once, below.
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
