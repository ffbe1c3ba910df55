/** Calls of the API of a forge: with the token, until the task is stopped, and with a failure that says what could not be done. */
import type { Octokit } from '@octokit/rest';
import { messageOf } from '../../core/text/message-of-error.ts';
import { done, failures, type Failed, type Step } from '../failure.ts';
import type { ForgeAccess } from '../git/remote.ts';
import type { Log } from '../logger.ts';
import { TaskStopped } from '../task-stopped.ts';
import type { ForgeBarrier } from './forge-barrier.ts';
import { octokitFor } from './octokit.ts';

export interface RepositoryOnForge {
  readonly client: Octokit;
  readonly access: ForgeAccess;
}

/** What every call of a forge shares. */
export interface ForgeUse {
  readonly barrier: ForgeBarrier;
  readonly log: Log;
}

/** @param action what the call is for, as in "open the pull request" */
export type ForgeCall = <T>(
  action: string,
  signal: AbortSignal,
  call: (repository: RepositoryOnForge) => Promise<T>,
) => Promise<Step<T>>;

/** @param access where it has no token, every call answers a failure that names the variable to set */
export function forgeCalls(access: ForgeAccess, { barrier, log }: ForgeUse): ForgeCall {
  return async (action, signal, call) => {
    const { api, token } = access;
    if (token === undefined) return withoutToken(action, access);
    try {
      return done(await untilStopped(call({ client: octokitFor({ api, token, barrier, signal, log }), access }), signal));
    } catch (error) {
      if (error instanceof TaskStopped) throw error;
      return forgeFailure(action, error, access);
    }
  };
}

/** Rejects as soon as the task is stopped. A request that waits then, in Octokit or at the barrier, is never sent. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw new TaskStopped();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => {
    stopped.reject(new TaskStopped());
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export const ownerAndName = ({ access }: RepositoryOnForge) => ({ owner: access.owner, repo: access.name });

/** The status of the answer; undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

const withoutToken = (action: string, { tokenEnv, host }: ForgeAccess): Failed =>
  failures.auth(
    `Could not ${action} on ${host}: the variable ${tokenEnv} is not set.`,
    `Set ${tokenEnv} to a token and restart the worker.`,
  );

function forgeFailure(action: string, error: unknown, access: ForgeAccess): Failed {
  const status = statusOf(error);
  const said = messageOf(error);
  const message = `Could not ${action} of ${access.owner}/${access.name} on ${access.host}: ${said}`;
  if (status === undefined || status >= 500 || status === 429 || /rate limit/i.test(said)) return failures.network(message);
  if (status === 401 || status === 403 || status === 404) {
    return failures.auth(message, `Check that the token in ${access.tokenEnv} may read and write pull requests there.`);
  }
  return failures.request(message, 'Correct the problem that the forge names, then retry.');
}
