/** What the issuer remembers: sessions, grants, codes and tokens, in memory. It outlives a stop of the server. */
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** By name of a model and id. */
export type Kept = Map<string, Map<string, AdapterPayload>>;

/** The store of one model. Expiry is read from the payload by the provider itself. */
export function keptModel(kept: Kept, name: string): Adapter {
  const items = kept.get(name) ?? new Map<string, AdapterPayload>();
  kept.set(name, items);
  const findBy = (fits: (payload: AdapterPayload) => boolean) => Promise.resolve([...items.values()].find(fits));
  return {
    upsert: (id, payload) => {
      items.set(id, payload);
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(items.get(id)),
    findByUserCode: (userCode) => findBy((payload) => payload.userCode === userCode),
    findByUid: (uid) => findBy((payload) => payload.uid === uid),
    consume: (id) => {
      const payload = items.get(id);
      if (payload !== undefined) items.set(id, { ...payload, consumed: Math.floor(Date.now() / 1_000) });
      return Promise.resolve();
    },
    destroy: (id) => {
      items.delete(id);
      return Promise.resolve();
    },
    revokeByGrantId: (grantId) => {
      removeWhere(items, (payload) => payload.grantId === grantId);
      return Promise.resolve();
    },
  };
}

/** Forgets everything that an account has: as when an administrator ends its sessions. */
export function forgetAccount(kept: Kept, accountId: string): void {
  for (const items of kept.values()) removeWhere(items, (payload) => payload.accountId === accountId);
}

function removeWhere(items: Map<string, AdapterPayload>, fits: (payload: AdapterPayload) => boolean): void {
  for (const [id, payload] of items) if (fits(payload)) items.delete(id);
}
