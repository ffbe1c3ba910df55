/** Puts a check before the request handler of a server that a library made, so that no request reaches the handler without it. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** @param wrap makes the new handler from the old one. @throws Error when the server has not exactly one handler */
export function beforeRequests(server: Server, wrap: (handler: RequestHandler) => RequestHandler): Server {
  // The listeners of the event `request` are request handlers: Node.js calls them with these two arguments.
  const [handler, ...others] = server.listeners('request') as RequestHandler[];
  if (handler === undefined || others.length > 0) throw new Error('The server does not have one request handler.');
  server.removeAllListeners('request');
  server.on('request', wrap(handler));
  return server;
}
