import type { Server } from 'node:http';

/** A server of the runtime, reachable from this machine only. */
export interface Listening {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** Takes no more requests. @param graceMs how long those under way may go on (0) */
  readonly close: (graceMs?: number) => Promise<void>;
}

export interface ConnectionLimits {
  /** Milliseconds in which a request must have come whole (60,000); how long it is then worked on does not count. */
  readonly arrivalMs?: number;
  /** Open connections; further ones are closed at once (5,000, so that files and the other servers have descriptors left). */
  readonly most?: number;
}

/** Drops connections whose request does not arrive, or that are too many; before the server listens. */
export function limitConnections(server: Server, { arrivalMs = 60_000, most = 5_000 }: ConnectionLimits = {}): void {
  Object.assign(server, {
    headersTimeout: arrivalMs,
    requestTimeout: arrivalMs,
    connectionsCheckingInterval: Math.ceil(arrivalMs / 6),
    maxConnections: most,
    // A busy process looks late, and would cut connections that a client on this machine is just about to use again.
    keepAliveTimeout: 0,
  });
}

/**
 * Makes a server listen on 127.0.0.1.
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
    // Clients keep their connections open for the next request; none is coming.
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
