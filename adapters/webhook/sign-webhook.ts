/**
 * The signature by which a receiver knows that this platform sent an event, and when. Each URL has a key of its own, so that one
 * receiver cannot forge events for another.
 */
import { createHmac } from 'node:crypto';

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

/** The key of one receiver: the text of the hexadecimal digits is the key. @param url as in `notify.webhooks` */
export const webhookKey = (secret: string, url: string): string => hmac(secret, url);

/** @param timestamp seconds since 1970, as sent in its header */
export const signatureOf = (key: string, timestamp: string, body: string): string =>
  `sha256=${hmac(key, `${timestamp}.${body}`)}`;
