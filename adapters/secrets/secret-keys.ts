/**
 * Signing keys in a secret of Secrets Manager: its current version signs, and the version before it still verifies. The id of a key is the
 * beginning of the id of its version.
 */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SigningKey, SigningKeys } from '../signing-keys.ts';
import { createRemembered, type RememberedOptions } from './remembered.ts';
import { readCurrent, readPrevious, throughOutage, type SecretVersion } from './secret-version.ts';

type Keys = readonly [newest: SigningKey, ...before: SigningKey[]];

const idLength = 8;
/** Characters. Shorter values can be guessed from what they sign. */
const shortest = 32;

export function createSecretKeys(client: SecretsManagerClient, secretArn: string, options: RememberedOptions = {}): SigningKeys {
  const keys = createRemembered((isKnown) => throughOutage(isKnown, () => readKeys(client, secretArn)), options);
  const find = (among: Keys, id: string) => among.find((key) => key.id === id);
  return {
    async current() {
      return (await keys.get())[0];
    },
    all: () => keys.get(),
    async find(id) {
      // Another process may sign with a key already that was made after this one has read.
      return find(await keys.get(), id) ?? find(await keys.readEarly((read) => find(read, id) !== undefined), id);
    },
  };
}

async function readKeys(client: SecretsManagerClient, secretArn: string): Promise<Keys> {
  const [current, previous] = await Promise.all([readCurrent(client, secretArn), readPrevious(client, secretArn)]);
  const newest = keyOf(secretArn, current);
  // A rotation between the two reads answers the same version twice.
  return previous === undefined || previous.versionId === current.versionId ? [newest] : [newest, keyOf(secretArn, previous)];
}

function keyOf(secretArn: string, { versionId, text }: SecretVersion): SigningKey {
  const id = versionId.slice(0, idLength);
  if (text.length < shortest) {
    throw new Error(`The version ${id}… of the secret ${secretArn} is no key: it has fewer than ${shortest} characters.`);
  }
  return { id, secret: text };
}
