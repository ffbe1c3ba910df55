/**
 * Posts one event to one receiver. The name is resolved once and the connection goes to the address that was checked; no redirect is
 * followed, nothing of the answer but its status is read, and all of it has one time limit.
 */
import { request as requestPlain, type RequestOptions } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import type { FleetEvent } from '../../contracts/events.ts';
import { receiverOf, type Receiver } from './receiver-of.ts';
import { pinnedTo, resolveHost, type Resolved } from './resolve-host.ts';
import { signatureOf, webhookKey } from './sign-webhook.ts';

export interface WebhookSettings {
  readonly secret: string;
  /** Private addresses and plain http. */
  readonly allowPrivate: boolean;
  /** Milliseconds for one post, from the name to the status. */
  readonly timeLimitMs: number;
}

/** `refused` is for good; `failed` may work later. `why` names no more of the receiver than its code or status. */
export type Posted = { readonly kind: 'taken' } | { readonly kind: 'refused' | 'failed'; readonly why: string };

/** @param now epoch ms; the receiver is told, so that it can drop what is replayed to it much later */
export type PostEvent = (url: string, event: FleetEvent, now: number) => Promise<Posted>;

export function createPostEvent(settings: WebhookSettings): PostEvent {
  return async (url, event, now) => {
    const receiver = receiverOf(url);
    if (!settings.allowPrivate && !receiver.isEncrypted) return { kind: 'refused', why: 'NOT_HTTPS' };
    const signal = AbortSignal.timeout(settings.timeLimitMs);
    const resolved = await Promise.race([resolveHost(receiver.host, settings.allowPrivate), timeUp(signal)]);
    if (!resolved.ok) return { kind: resolved.code === 'PRIVATE_ADDRESS' ? 'refused' : 'failed', why: resolved.code };
    const body = JSON.stringify(event);
    const options = {
      method: 'POST',
      headers: headersOf(event, { body, now, key: webhookKey(settings.secret, url) }),
      lookup: pinnedTo(resolved.address),
      agent: false,
      signal,
    } satisfies RequestOptions;
    return send(receiver, options, body);
  };
}

const timeUp = (signal: AbortSignal): Promise<Resolved> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve({ ok: false, code: 'UNRESOLVED' });
    });
  });

function headersOf(event: FleetEvent, { body, now, key }: { body: string; now: number; key: string }): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'bgagent-webhooks',
    'bgagent-event-id': event.detail.event_id,
    'bgagent-timestamp': timestamp,
    'bgagent-signature': signatureOf(key, timestamp, body),
  };
}

function send({ url, isEncrypted }: Receiver, options: RequestOptions, body: string): Promise<Posted> {
  return new Promise((resolve) => {
    const sending = (isEncrypted ? requestEncrypted : requestPlain)(url, options, (response) => {
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 300 ? { kind: 'taken' } : { kind: 'failed', why: `HTTP ${status}` });
      // Whatever else it says, however long, is not waited for.
      response.destroy();
    });
    sending.on('error', (error) => {
      resolve({ kind: 'failed', why: 'code' in error ? String(error.code) : error.name });
    });
    sending.end(body);
  });
}
