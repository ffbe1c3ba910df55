import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

/** Serves page.html on an origin of its own. @param targets what the page is to call */
export async function startPageServer(targets: readonly object[]) {
  const page = await readFile(join(import.meta.dirname, 'page.html'));
  const told = Promise.withResolvers<string[]>();
  const server = createServer((request, response) => {
    if (request.url === '/targets') response.end(JSON.stringify(targets));
    else if (request.url === '/told') {
      text(request)
        .then((body) => z.array(z.string()).parse(JSON.parse(body)))
        .then(told.resolve, told.reject)
        .finally(() => response.end());
    } else response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    /** What came of each call, as the page saw it. */
    told: told.promise,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
