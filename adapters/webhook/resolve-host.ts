/** Resolves the host of a webhook, and pins the connection to the address that was checked. */
import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export type Resolved =
  | { readonly ok: true; readonly address: LookupAddress }
  | { readonly ok: false; readonly code: 'UNRESOLVED' | 'PRIVATE_ADDRESS' };

/** Looks a name up. Refuses it if any of its addresses is private, because any of them might be used. */
export function resolveHost(host: string, allowPrivate: boolean): Promise<Resolved> {
  return new Promise((resolve) => {
    lookup(host, { all: true }, (error, addresses) => {
      const [address] = error ? [] : addresses;
      if (!address) resolve({ ok: false, code: 'UNRESOLVED' });
      else if (allowPrivate || addresses.every((each) => isPublicAddress(each.address))) resolve({ ok: true, address });
      else resolve({ ok: false, code: 'PRIVATE_ADDRESS' });
    });
  });
}

/** Makes a connection use this address, even if the name resolves to another one by then: so it uses the address that was checked. */
export const pinnedTo =
  ({ address, family }: LookupAddress): LookupFunction =>
  (_host, options, answer) => {
    if (options.all) answer(null, [{ address, family }]);
    else answer(null, address, family);
  };
