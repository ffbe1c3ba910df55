/**
 * Posts one event to one receiver. It resolves the name once and connects to the address that it checked. It follows no redirect, reads
 * only the status of the answer, and has one time limit for all of this.
 */
import { request as requestPlain, type RequestOptions } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import type { FleetEvent } from '../../contracts/events.ts';
import { receiverOf, type Receiver } from './receiver-of.ts';
import { pinnedTo, resolveHost, type Resolved } from './resolve-host.ts';
import type { SigningKeys } from '../signing-keys.ts';
import { signatureHeaders } from './sign-webhook.ts';

export interface WebhookSettings {
  /** The keys of all receivers are made from them. */
  readonly keys: Pick<SigningKeys, 'all'>;
  /** Private addresses and plain http. */
  readonly allowPrivate: boolean;
  /** Milliseconds for one post, from the name to the status. */
  readonly timeLimitMs: number;
}

/** `refused`: it will never work. `failed`: it may work later. `why` says nothing of the receiver but a code or a status. */
export type Posted = { readonly kind: 'taken' } | { readonly kind: 'refused' | 'failed'; readonly why: string };

/** Rejects where the keys cannot be read. @param now epoch ms; sent to the receiver, so that it can drop a request that is replayed much later */
export type PostEvent = (url: string, event: FleetEvent, now: number) => Promise<Posted>;

export function createPostEvent(settings: WebhookSettings): PostEvent {
  return async (url, event, now) => {
    const receiver = receiverOf(url);
    if (!settings.allowPrivate && !receiver.isEncrypted) return { kind: 'refused', why: 'NOT_HTTPS' };
    const secrets = await settings.keys.all();
    const signal = AbortSignal.timeout(settings.timeLimitMs);
    const resolved = await Promise.race([resolveHost(receiver.host, settings.allowPrivate), timeUp(signal)]);
    if (!resolved.ok) return { kind: resolved.code === 'PRIVATE_ADDRESS' ? 'refused' : 'failed', why: resolved.code };
    const body = JSON.stringify(event);
    const options = {
      method: 'POST',
      headers: {
        ...headersOf(event, body),
        ...signatureHeaders(secrets, url, { body, timestamp: String(Math.floor(now / 1_000)) }),
      },
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

function headersOf(event: FleetEvent, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'bgagent-webhooks',
    'bgagent-event-id': event.detail.event_id,
  };
}

function send({ url, isEncrypted }: Receiver, options: RequestOptions, body: string): Promise<Posted> {
  return new Promise((resolve) => {
    const sending = (isEncrypted ? requestEncrypted : requestPlain)(url, options, (response) => {
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 300 ? { kind: 'taken' } : { kind: 'failed', why: `HTTP ${status}` });
      // The body of the answer is not read, however long it is.
      response.destroy();
    });
    sending.on('error', (error) => {
      resolve({ kind: 'failed', why: 'code' in error ? String(error.code) : error.name });
    });
    sending.end(body);
  });
}
