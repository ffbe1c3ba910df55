import { createHash } from 'node:crypto';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Log } from '../logger.ts';

/**
 * A 429 is waited for as its Retry-After says, whatever words come with it: the throttling plugin knows GitHub's only, and a
 * gateway in front of any forge has others.
 */
const anyTooMany: Parameters<typeof Octokit.plugin>[0] = ({ hook }) => {
  hook.error('request', (error) => {
    if (isTooMany(error) && !/secondary rate/i.test(error.message)) error.message += ' (taken as a secondary rate limit)';
    throw error;
  });
};

const isTooMany = (error: Error): boolean => 'status' in error && error.status === 429 && !isPrimaryLimit(error);

/** It tells by itself until when it holds. */
function isPrimaryLimit(error: Error): boolean {
  const response = 'response' in error ? error.response : undefined;
  const headers = typeof response === 'object' && response && 'headers' in response ? response.headers : undefined;
  const remaining = 'x-ratelimit-remaining';
  return typeof headers === 'object' && headers !== null && remaining in headers && headers[remaining] === '0';
}

// The first plugin sees an error first.
const PatientOctokit = Octokit.plugin(anyTooMany, retry, throttling);
export type Client = InstanceType<typeof PatientOctokit>;

/** Pauses of 1, 4, 9, 16, 25 and 36 s: a minute and a half, where the forge answers 5xx or nothing. */
const retries = 6;
/** Asking again changes nothing here; 429 is the throttling plugin's, which knows how long to wait. */
const doNotRetry = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/** A primary limit lasts an hour at most; a forge that asks for more is not waited for. */
const longestWaitS = 3_700;
const mostRetries = 5;

const clients = new Map<string, Client>();

/**
 * The client of one identity at one forge. All tasks of a worker share it, and with it the limiter: GitHub counts content
 * creation per identity (80 a minute, 500 an hour), so writes go one after another, pull requests 3 s apart.
 */
export function octokitFor(api: string, token: string, log: Log): Client {
  const id = createHash('sha256').update(`${api} ${token}`).digest('hex');
  const known = clients.get(id);
  if (known) return known;
  const wait =
    (kind: string) => (retryAfter: number, request: { method: string; url: string }, _: unknown, retryCount: number) => {
      log.warn('The forge asks to wait', { kind, retry_after_s: retryAfter, request: `${request.method} ${request.url}` });
      return retryAfter <= longestWaitS && retryCount < mostRetries;
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
