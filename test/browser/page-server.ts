import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

export interface Page {
  /** File of the page, which is served on an origin of its own. */
  readonly page: string;
  /** What the page is to do: it fetches `/targets`. */
  readonly targets: readonly object[];
  /** Scripts that the page loads, by their path on the server. */
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Serves a page, and waits for what it tells: it posts a list of texts to `/told`. */
export async function startPageServer({ page, targets, scripts = {} }: Page) {
  const told = Promise.withResolvers<string[]>();
  const files = new Map([['/', page], ...Object.entries(scripts)]);
  const server = createServer((request, response) => {
    const { url = '' } = request;
    if (url === '/targets') response.end(JSON.stringify(targets));
    else if (url === '/told') {
      text(request)
        .then((body) => z.array(z.string()).parse(JSON.parse(body)))
        .then(told.resolve, told.reject)
        .finally(() => response.end());
    } else answerFile(files.get(url), response).catch(told.reject);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    /** What came of each target, as the page saw it. */
    told: told.promise,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerFile(file: string | undefined, response: ServerResponse): Promise<void> {
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const type = file.endsWith('.js') ? 'text/javascript' : 'text/html';
  response.setHeader('content-type', `${type}; charset=utf-8`).end(await readFile(file));
}
