import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export type Resolved =
  | { readonly ok: true; readonly address: LookupAddress }
  | { readonly ok: false; readonly code: 'UNRESOLVED' | 'PRIVATE_ADDRESS' };

/** Looks a name up. One private address among several is enough to refuse it: which one is used would be chance. */
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

/** Leads a connection to this address whatever its name resolves to by then: what was checked is what is connected to. */
export const pinnedTo =
  ({ address, family }: LookupAddress): LookupFunction =>
  (_host, options, answer) => {
    if (options.all) answer(null, [{ address, family }]);
    else answer(null, address, family);
  };
