/** Octokit, set up to wait and retry where the forge asks for it. */
import { createHash } from 'node:crypto';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { Log } from '../logger.ts';
import { TaskStopped } from '../task-stopped.ts';
import type { ForgeBarrier } from './forge-barrier.ts';

type Plugin = Parameters<typeof Octokit.plugin>[0];

/** What a client is made for: one call of one task. */
interface ClientSettings {
  /** Base URL of the API. */
  readonly api: string;
  readonly token: string;
  readonly barrier: ForgeBarrier;
  /** Aborted when the task is stopped: nothing is sent afterwards. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Absent: as below. */
  readonly retries?: number;
  /** Sends each try. Absent: that of Node.js. */
  readonly fetch?: typeof fetch;
}

/** Waits at the barrier before each try of a write, also before those that the other plugins repeat. For a stopped task none is sent. */
const behindBarrier =
  (barrier: ForgeBarrier, signal: AbortSignal): Plugin =>
  ({ hook }) => {
    hook.before('request', async ({ method }) => {
      if (method !== 'GET' && method !== 'HEAD') await barrier.untilOpen(signal);
      if (signal.aborted) throw new TaskStopped();
    });
  };

/**
 * Keeps every request at the address that the token is for. The links of a Gitea's pages lead to the address in its settings, which may be
 * that of another machine.
 */
const atOwnAddress =
  (api: string): Plugin =>
  ({ hook }) => {
    hook.before('request', (options) => {
      if (!/^https?:/.test(options.url) || new URL(options.url).origin === new URL(api).origin) return;
      const path = /\/repos\/.*$/.exec(options.url)?.[0];
      if (path === undefined) {
        throw new Error(
          `${api} leads to ${options.url}, where its token does not go: check the api of the forge in worker.yaml.`,
        );
      }
      options.url = path;
    });
  };

/**
 * Gives each request an object of its own for what the retry plugin counts. All requests of a client share one otherwise, and a request
 * would wait as if the tries of those before it were its own.
 */
const ownCounts: Plugin = ({ hook }) => {
  hook.before('request', (options) => {
    options.request = { ...options.request };
  });
};

/**
 * Makes the throttling plugin wait for the Retry-After of every 429 and 403. The plugin recognises a limit by GitHub's message, but a
 * gateway in front of a forge sends other messages.
 */
const anyTooMany: Plugin = ({ hook }) => {
  hook.error('request', (error) => {
    if (isTooMany(error) && !/secondary rate/i.test(error.message)) error.message += ' (taken as a secondary rate limit)';
    throw error;
  });
};

function isTooMany(error: Error): boolean {
  const status = 'status' in error ? error.status : undefined;
  const headers = headersOf(error);
  // GitHub's hourly limit: the throttling plugin recognises it by this header.
  if (headers['x-ratelimit-remaining'] === '0') return false;
  return status === 429 || (status === 403 && headers['retry-after'] !== undefined);
}

function headersOf(error: Error): Readonly<Record<string, unknown>> {
  const response = 'response' in error ? error.response : undefined;
  const headers = typeof response === 'object' && response && 'headers' in response ? response.headers : undefined;
  return typeof headers === 'object' && headers !== null ? { ...headers } : {};
}

/** Retries where the forge answers 5xx or nothing: after 1, 4, 9, 16, 25 and 36 s, a minute and a half together. */
const usualRetries = 6;
/** Statuses for which a retry changes nothing; the throttling plugin retries a 429, as it knows how long to wait. */
const doNotRetry = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451];

/**
 * A primary limit lasts an hour at most. A request that is to wait for longer fails, and the barrier stays as it is: such a time is more
 * likely a clock that is wrong than a limit.
 */
const longestWaitS = 3_700;
const mostWaits = 5;

/**
 * The plugin's own limiters let one write a second pass, and one pull request in three seconds, whatever the forge allows. What a forge
 * allows is a setting here, for all workers together, and tasks begin at that pace (docs/decisions/0009-the-pace-of-a-forge.md).
 */
// The plugin calls these two functions of a group alone. Its type is a class of the library below it.
const unlimited = { key: () => ({ schedule: (_options: object, job: () => Promise<void>) => job() }) } as never;

/** The client for one call. Clients of the same token send ten requests at a time at most, all tasks of a worker together. */
export function octokitFor(settings: ClientSettings): Octokit {
  const { token, barrier, signal, log, retries = usualRetries, fetch } = settings;
  const api = settings.api.replace(/\/$/, '');
  const wait =
    (kind: string) =>
    async (retryAfter: number, request: { method: string; url: string }, _: unknown, retryCount: number): Promise<boolean> => {
      log.warn('The forge asks to wait', { kind, retry_after_s: retryAfter, request: `${request.method} ${request.url}` });
      if (retryAfter > longestWaitS) return false;
      await barrier.close(Date.now() + retryAfter * 1_000);
      return retryCount < mostWaits;
    };
  const id = createHash('sha256').update(`${settings.api} ${token}`).digest('hex');
  // The first plugin is next to the request: it gets each try, and an error first. The last one gets each request once.
  const PatientOctokit = Octokit.plugin(
    behindBarrier(barrier, signal),
    atOwnAddress(api),
    anyTooMany,
    retry,
    throttling,
    ownCounts,
  );
  return new PatientOctokit({
    auth: token,
    baseUrl: api,
    userAgent: 'bgagent',
    request: { signal, ...(fetch && { fetch }) },
    retry: { retries, doNotRetry },
    throttle: {
      id,
      write: unlimited,
      notifications: unlimited,
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the plugin awaits the answer
      onRateLimit: wait('rate limit'),
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the plugin awaits the answer
      onSecondaryRateLimit: wait('secondary rate limit'),
    },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
}
