import { createHash } from 'node:crypto';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Log } from './logger.ts';

const PatientOctokit = Octokit.plugin(retry, throttling);
export type Client = InstanceType<typeof PatientOctokit>;

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
    throttle: { id, onRateLimit: wait('rate limit'), onSecondaryRateLimit: wait('secondary rate limit') },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  clients.set(id, client);
  return client;
}
