/**
 * The signatures by which a receiver knows that this platform sent an event, and when. Each URL has a key of its own, so that one
 * receiver cannot forge events for another. While a secret is replaced, each event is signed by the new key and by the one before it.
 */
import { createHmac } from 'node:crypto';
import type { SigningKey } from '../signing-keys.ts';

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

/** The key of one receiver: the text of the hexadecimal digits is the key. @param url as in `notify.webhooks` */
export const webhookKey = (secret: string, url: string): string => hmac(secret, url);

interface Signed {
  /** Seconds since 1970, as sent in its header. */
  readonly timestamp: string;
  readonly body: string;
}

/**
 * The headers of the signature. `bgagent-signature` is by the newest key, whose id is `bgagent-key-id`. `bgagent-signatures` has one for each
 * key, the newest first: `1f0c9a2e=sha256=…, 77ab01c4=sha256=…`.
 */
export function signatureHeaders(
  secrets: readonly SigningKey[],
  url: string,
  { timestamp, body }: Signed,
): Record<string, string> {
  const signatures = secrets.map(({ id, secret }) => ({
    id,
    signature: `sha256=${hmac(webhookKey(secret, url), `${timestamp}.${body}`)}`,
  }));
  return {
    'bgagent-timestamp': timestamp,
    'bgagent-key-id': signatures[0]?.id ?? '',
    'bgagent-signature': signatures[0]?.signature ?? '',
    'bgagent-signatures': signatures.map(({ id, signature }) => `${id}=${signature}`).join(', '),
  };
}
