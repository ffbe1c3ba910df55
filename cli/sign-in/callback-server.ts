/** Waits on 127.0.0.1 for the browser that comes back from the issuer. Addresses of another sign-in are not taken. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignInClient } from '../../contracts/sign-in.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { CliError } from '../cli-error.ts';
import { type BrowserPage, noPage, sendPage, strangerPage } from './browser-page.ts';

export interface CameBack {
  readonly address: URL;
  /** Shows the person how it ended. */
  readonly reply: (page: BrowserPage) => Promise<void>;
}

export interface CallbackServer {
  readonly redirectUri: string;
  readonly cameBack: Promise<CameBack>;
  close(): Promise<void>;
}

export const callbackPath = '/callback';
type Host = SignInClient['redirect_host'];
export const redirectUriAt = (host: Host, port: number): string => `http://${host}:${port}${callbackPath}`;

interface Waiting {
  /** The name of this machine that the issuer knows. */
  readonly host: Host;
  /** Tried in this order; empty: any port. */
  readonly ports: readonly number[];
  readonly state: string;
  /** Called for an address with another state. */
  readonly onStranger: () => void;
}

/** @throws CliError when every port is taken */
export async function startCallbackServer({ host, ports, state, onStranger }: Waiting): Promise<CallbackServer> {
  const server = createServer();
  const port = await listenOnFirstFree(server, ports.length === 0 ? [0] : ports);
  const redirectUri = redirectUriAt(host, port);
  const cameBack = new Promise<CameBack>((resolve) => {
    server.on('request', (request, response) => {
      const address = new URL(request.url ?? '/', redirectUri);
      if (request.method !== 'GET' || address.pathname !== callbackPath) {
        answer(response, noPage);
      } else if (address.searchParams.get('state') === state) {
        resolve({ address, reply: (page) => sendPage(response, page) });
      } else {
        onStranger();
        answer(response, strangerPage);
      }
    });
  });
  return {
    redirectUri,
    cameBack,
    close: async () => {
      await end(server);
    },
  };
}

const answer = (response: ServerResponse, page: BrowserPage): void => {
  void sendPage(response, page);
};

async function listenOnFirstFree(server: Server, ports: readonly number[]): Promise<number> {
  let problem: unknown;
  for (const port of ports) {
    try {
      return await listen(server, port);
    } catch (error) {
      problem = error;
    }
  }
  const tried = ports.length === 1 ? 'port' : 'ports';
  throw new CliError(
    `no browser can come back to this machine: ${tried} ${ports.join(', ')} of 127.0.0.1 cannot be used (${messageOf(problem)}). Free one, or sign in with --no-browser or --device.`,
  );
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A server on a port has an address with a port.
  return (server.address() as AddressInfo).port;
}

async function end(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
