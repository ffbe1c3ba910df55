/** Octokit, set up to wait and retry where the forge asks for it. */
import { createHash } from 'node:crypto';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Log } from '../logger.ts';

/**
 * Makes the throttling plugin wait for the Retry-After of every 429. The plugin recognises a limit by GitHub's message, but a
 * gateway in front of a forge sends other messages.
 */
const anyTooMany: Parameters<typeof Octokit.plugin>[0] = ({ hook }) => {
  hook.error('request', (error) => {
    if (isTooMany(error) && !/secondary rate/i.test(error.message)) error.message += ' (taken as a secondary rate limit)';
    throw error;
  });
};

const isTooMany = (error: Error): boolean => 'status' in error && error.status === 429 && !isPrimaryLimit(error);

/** GitHub's hourly limit, which the throttling plugin recognises by this header. */
function isPrimaryLimit(error: Error): boolean {
  const response = 'response' in error ? error.response : undefined;
  const headers = typeof response === 'object' && response && 'headers' in response ? response.headers : undefined;
  const remaining = 'x-ratelimit-remaining';
  return typeof headers === 'object' && headers !== null && remaining in headers && headers[remaining] === '0';
}

// The first plugin gets an error first.
const PatientOctokit = Octokit.plugin(anyTooMany, retry, throttling);
export type Client = InstanceType<typeof PatientOctokit>;

/** Retries where the forge answers 5xx or nothing: after 1, 4, 9, 16, 25 and 36 s, a minute and a half together. */
const retries = 6;
/** Statuses for which a retry changes nothing; the throttling plugin retries a 429, as it knows how long to wait. */
const doNotRetry = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/** A primary limit lasts an hour at most. A longer wait fails the request. */
const longestWaitS = 3_700;
const mostWaits = 5;

const clients = new Map<string, Client>();

/**
 * The client for one token at one forge. All tasks of a worker share it, and with it the limiter, because GitHub limits writes per
 * user (80 a minute, 500 an hour). So writes go one after another, and pull requests 3 s apart.
 */
export function octokitFor(api: string, token: string, log: Log): Client {
  const id = createHash('sha256').update(`${api} ${token}`).digest('hex');
  const known = clients.get(id);
  if (known) return known;
  const wait =
    (kind: string) => (retryAfter: number, request: { method: string; url: string }, _: unknown, retryCount: number) => {
      log.warn('The forge asks to wait', { kind, retry_after_s: retryAfter, request: `${request.method} ${request.url}` });
      return retryAfter <= longestWaitS && retryCount < mostWaits;
    };
  const client = new PatientOctokit({
    auth: token,
    baseUrl: api.replace(/\/$/, ''),
    userAgent: 'bgagent',
    retry: { retries, doNotRetry },
    throttle: { id, onRateLimit: wait('rate limit'), onSecondaryRateLimit: wait('secondary rate limit') },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  clients.set(id, client);
  return client;
}
