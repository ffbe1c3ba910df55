/**
 * Keeps other pages of the browser from using the cookie of the dashboard. Pages of this machine count as foreign too: for
 * SameSite, all ports of a host are one site.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { csrfHeader } from '../../contracts/page-config.ts';

export interface Refusal {
  readonly status: 403 | 421;
  readonly message: string;
}

export interface Asked {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Refuses a name that is not this runtime's: a foreign name may lead to this machine (DNS rebinding), and then its pages and this
 * runtime are one origin for the browser.
 */
export function refusalOfHost({ host }: IncomingHttpHeaders, port: number): Refusal | undefined {
  if (ownHosts(port).includes(host?.toLowerCase() ?? '')) return undefined;
  return {
    status: 421,
    message: `The dashboard of this runtime answers only at http://127.0.0.1:${port} and http://localhost:${port}. A tunnel must have port ${port} at both ends.`,
  };
}

/** The first reason to refuse a request that comes with a good cookie, or that asks for one. Undefined: it may pass. */
export function refusalOfBrowser({ method, headers }: Asked, port: number): Refusal | undefined {
  const foreignHost = refusalOfHost(headers, port);
  if (foreignHost !== undefined) return foreignHost;
  const site = headers['sec-fetch-site'];
  // "none" is a person who typed the address.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return forbidden('Another page may not use the cookie of the dashboard (the header Sec-Fetch-Site).');
  }
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host?.toLowerCase() ?? ''}`) {
    return forbidden('Another page may not use the cookie of the dashboard (the header Origin).');
  }
  if (method === 'GET' || method === 'HEAD' || headers[csrfHeader] === '1') return undefined;
  return forbidden(`A request with a cookie that changes something needs the header ${csrfHeader}: 1.`);
}

const forbidden = (message: string): Refusal => ({ status: 403, message });

/** A browser leaves the port out where it is 80. */
const ownHosts = (port: number): readonly string[] =>
  ['127.0.0.1', 'localhost'].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
