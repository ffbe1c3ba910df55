/** Signing keys that a test gives: the newest first, each named after its place. */
import type { SigningKey, SigningKeys } from '../../adapters/signing-keys.ts';

export function fixedKeys(newest: string, ...before: readonly string[]): SigningKeys {
  const keyAt = (secret: string, at: number): SigningKey => ({ id: `key-${at}`, secret });
  const all = [newest, ...before].map(keyAt);
  return {
    current: () => Promise.resolve(keyAt(newest, 0)),
    all: () => Promise.resolve(all),
    find: (id) => Promise.resolve(all.find((key) => key.id === id)),
  };
}
