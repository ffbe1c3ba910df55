import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Puts something before the request handler of a server, whoever made it: nothing of a request gets by. */
export function beforeRequests(server: Server, wrap: (handler: RequestHandler) => RequestHandler): Server {
  // A server has these listeners for its requests.
  const [handler, ...others] = server.listeners('request') as RequestHandler[];
  if (handler === undefined || others.length > 0) throw new Error('The server does not have one request handler.');
  server.removeAllListeners('request');
  server.on('request', wrap(handler));
  return server;
}
