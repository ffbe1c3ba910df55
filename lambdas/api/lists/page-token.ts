/**
 * `next_token`: the id of a key, the position of the next page, and a signature over the position together with caller, list and filter. With
 * any other of these it is refused, and so is the token of a key that is gone.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SigningKey, SigningKeys } from '../../../adapters/signing-keys.ts';
import type { PageTokens } from '../request.ts';

/** @param scope the values that the token is bound to, such as caller, operation and filter */
export function createPageTokens(keys: SigningKeys, scope: readonly unknown[]): PageTokens {
  const macOf = ({ secret }: SigningKey, position: string): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([...scope, position]))
      .digest();
  return {
    async sign(position) {
      const key = await keys.current();
      return [key.id, Buffer.from(position).toString('base64url'), macOf(key, position).toString('base64url')].join('.');
    },
    async read(token) {
      const [id, text, mac, ...more] = token.split('.');
      if (id === undefined || text === undefined || mac === undefined || more.length > 0) return undefined;
      const key = await keys.find(id);
      if (!key) return undefined;
      const position = Buffer.from(text, 'base64url').toString();
      const given = Buffer.from(mac, 'base64url');
      const right = macOf(key, position);
      return given.length === right.length && timingSafeEqual(given, right) ? position : undefined;
    },
  };
}
