/**
 * The credentials of a task's forges, got from the API and renewed before they end. They stand where a worker looks for tokens: in its
 * environment, which is an object here and not that of the process.
 */
import type { WorkerConfig } from '../../contracts/worker-config.ts';
import type { ForgeToken } from '../../contracts/worker-api.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import type { Log } from '../logger.ts';
import type { Secrets } from '../sandbox/secrets.ts';
import type { WorkerClient } from './client.ts';

export interface LentCredentials {
  /** The forges of worker.yaml, and those besides for whose host there is a token. */
  readonly forges: WorkerConfig['forges'];
  /** From now on each token is masked, those to come too. */
  readonly maskIn: (secrets: Secrets) => void;
  close(): void;
}

export interface Lending {
  readonly client: WorkerClient;
  readonly taskId: string;
  readonly forges: WorkerConfig['forges'];
  /** Gets the tokens. */
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** A push may take minutes, and must not begin with a token that ends in its middle. */
const renewBeforeMs = 15 * 60_000;
const renewAgainMs = 30_000;
/** A token that ends sooner than it can be renewed is renewed this often all the same. */
const shortestMs = 5_000;

/** @throws Unreachable, HoldLost or Refused where the first tokens cannot be got */
export async function lendCredentials(lending: Lending): Promise<LentCredentials> {
  const { client, taskId, environment, log } = lending;
  const known = new Set<string>();
  let secrets: Secrets | undefined;
  let timer: NodeJS.Timeout | undefined;
  let forges = lending.forges;
  let closed = false;
  const ask = () => client.ask((api) => api.getForgeTokens({ params: { task_id: taskId }, body: {} }));
  const take = (tokens: readonly ForgeToken[]): void => {
    for (const token of tokens) {
      // Before it can be used, so that nothing is printed unmasked.
      known.add(token.token);
      secrets?.add(token.token);
      forges = withForge(forges, token);
      for (const { host, token_env: name } of forges) if (isAt(host, token)) environment[name] = token.token;
    }
    const ends = tokens.flatMap(({ expires_at: at }) => (at === null ? [] : [Date.parse(at)]));
    if (ends.length > 0) later(Math.max(shortestMs, Math.min(...ends) - Date.now() - renewBeforeMs));
  };
  const later = (ms: number): void => {
    if (!closed) timer = setTimeout(() => void renew(), ms);
  };
  const renew = async (): Promise<void> => {
    try {
      take((await ask()).tokens);
    } catch (error) {
      log.warn('The credential of the forge could not be renewed yet', { reason: messageOf(error) });
      later(renewAgainMs);
    }
  };
  const { tokens, missing } = await ask();
  for (const { host, why } of missing) log.warn('There is no credential for a forge of the task', { host, reason: why });
  take(tokens);
  return {
    forges,
    maskIn(given) {
      secrets = given;
      given.add(...known);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

const isAt = (host: string, token: ForgeToken): boolean =>
  [token.host, token.host.replace(/:\d+$/, '')].includes(host.toLowerCase());

/** Where worker.yaml does not name the forge of a token. The variable is set in no process. */
function withForge(forges: WorkerConfig['forges'], token: ForgeToken): WorkerConfig['forges'] {
  if (forges.some(({ host }) => isAt(host, token))) return forges;
  const name = `BGAGENT_FORGE_TOKEN_${token.host.replaceAll(/[^a-z0-9]/g, '_')}`;
  return [...forges, { host: token.host, token_env: name, ...(token.api === null ? {} : { api: token.api }) }];
}
