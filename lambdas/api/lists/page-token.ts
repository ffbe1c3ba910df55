/**
 * `next_token`: the position of the next page, signed together with caller, list and filter. With any other of these it is
 * refused.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PageTokens } from '../request.ts';

/** @param scope the values that the token is bound to, such as caller, operation and filter */
export function createPageTokens(secret: string, scope: readonly unknown[]): PageTokens {
  const macOf = (position: string): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([...scope, position]))
      .digest();
  return {
    sign: (position) => `${Buffer.from(position).toString('base64url')}.${macOf(position).toString('base64url')}`,
    read: (token) => {
      const [text = '', mac = ''] = token.split('.');
      const position = Buffer.from(text, 'base64url').toString();
      const given = Buffer.from(mac, 'base64url');
      const right = macOf(position);
      return given.length === right.length && timingSafeEqual(given, right) ? position : undefined;
    },
  };
}
