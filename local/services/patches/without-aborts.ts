/**
 * Patch of dynalite: a client that goes away in the middle of a request does not end the runtime.
 *
 * Upstream: dynalite's request handler throws every `error` of a request from the event's listener, where nothing can catch it.
 * A worker that is killed while it sends causes such an error. Its request is lost either way, so the error is dropped.
 */
import type { Server } from 'node:http';
import { beforeRequests } from '../../server/before-requests.ts';

/** @param server dynalite's server, before it listens */
export function withoutAborts(server: Server): Server {
  return beforeRequests(server, (handler) => (request, response) => {
    const on = request.on.bind(request);
    const onWithoutErrors = (event: string, listener: (...values: unknown[]) => void) =>
      on(event, event === 'error' ? ignore : listener);
    // The overloads of `on` differ in the event's name only, and every event is passed on as it came.
    request.on = onWithoutErrors as typeof request.on;
    handler(request, response);
  });
}

function ignore(): void {
  // The header says why.
}
