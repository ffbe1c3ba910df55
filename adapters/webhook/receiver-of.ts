/** Reads the URL of a webhook: its host, whether it is encrypted, and whether it names a private address. */
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** The receiver of a webhook, as far as its URL tells. */
export interface Receiver {
  readonly url: URL;
  /** Its host, without the brackets of an IPv6 address. */
  readonly host: string;
  readonly isEncrypted: boolean;
  /** Whether it names this machine, or an address that is not public. Another name may still resolve to such an address. */
  readonly isPrivate: boolean;
}

/** @param text a URL; unusual forms of an address (`0x7f.1`) are read as an HTTP client reads them */
export function receiverOf(text: string): Receiver {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPrivate = isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : !isPublicAddress(host);
  return { url, host, isEncrypted: url.protocol === 'https:', isPrivate };
}
