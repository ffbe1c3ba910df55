/** A service of AWS that fails: it answers every request in the same way, or does not answer. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

/** The way in which it fails: an error in the form of AWS's JSON services, or no answer at all. */
export type Ailment =
  { readonly status: number; readonly code: string; readonly message?: string } | 'hangs up' | 'never answers';

export interface FailingService {
  readonly endpoint: string;
  /** Changes the way in which it fails. */
  ail(ailment: Ailment): void;
  stop(): Promise<void>;
}

export async function startFailingService(first: Ailment): Promise<FailingService> {
  let ailment = first;
  const server = createServer((request, response) => {
    request.resume();
    answer(ailment, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`,
    ail: (next) => {
      ailment = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(ailment: Ailment, response: ServerResponse): void {
  if (ailment === 'never answers') return;
  if (ailment === 'hangs up') {
    response.socket?.destroy();
    return;
  }
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${ailment.code}`, message: ailment.message ?? 'For a test.' };
  response.writeHead(ailment.status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}
