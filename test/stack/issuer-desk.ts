/**
 * The issuer that the stack trusts, and a desk at which a scenario asks for what an administrator of an issuer does: a new person, a
 * shorter life of tokens, an outage. The issuer runs beside the stack, and scenarios run in a process of their own.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { startIssuer, type Issuer } from '../issuer/start-issuer.ts';
import { deskRequest, type DeskRequest } from './desk-request.ts';

export interface IssuerWithDesk {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly desk: string;
}

/** Clients that sign in as themselves. */
export const machines = ['pipeline'] as const;

/** Both listen on free ports until this process ends. */
export async function startIssuerWithDesk(): Promise<IssuerWithDesk> {
  const issuer = await startIssuer({ users: {}, machines });
  const server = createServer((request, response) => {
    json(request)
      .then((body) => serve(issuer, deskRequest.parse(body)))
      .then(() => response.writeHead(204).end())
      .catch((error: unknown) => response.writeHead(400).end(String(error)));
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  // A server on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  return { issuer: issuer.issuer, jwksUri: issuer.jwksUri, desk: `http://127.0.0.1:${port}` };
}

async function serve(issuer: Issuer, asked: DeskRequest): Promise<void> {
  if (asked.ask === 'person') issuer.setGroups(asked.name, asked.groups);
  else if (asked.ask === 'lives') issuer.setAccessTokenS(asked.seconds);
  else if (asked.ask === 'revoke') issuer.revoke(asked.name);
  else if (asked.ask === 'stop') await issuer.stop();
  else await issuer.start();
}
