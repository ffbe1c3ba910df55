/** Why an organisation could not be listed: a sentence that says what is wrong, where, and what to do. It never holds the token. */
import { messageOf } from '../../core/text/message-of-error.ts';
import type { ForgeAddress } from '../../contracts/worker-config.ts';
import { statusOf } from './forge-calls.ts';

export interface ListRefusal {
  readonly ok: false;
  readonly reason: 'access' | 'not_found' | 'unreachable';
  readonly message: string;
}

const refused = (reason: ListRefusal['reason'], message: string): ListRefusal => ({ ok: false, reason, message });

/** What a token must be allowed, in the words of the forge. */
const needed: Readonly<Record<ForgeAddress['kind'], string>> = {
  github: 'It needs to read metadata of the repositories of the organisation (a classic token: repo and read:org)',
  gitea: 'It needs the scopes read:organization and read:repository',
};

export const refusals = {
  withoutToken: ({ host, tokenEnv }: ForgeAddress): ListRefusal =>
    refused('access', `the variable ${tokenEnv} is not set, which holds the token of ${host}. Set it and try again.`),

  noToken: ({ host, tokenEnv }: ForgeAddress): ListRefusal =>
    refused('access', `the variable ${tokenEnv} holds no token of ${host}: a token has no spaces and no line breaks within.`),

  isUser: ({ host }: ForgeAddress, name: string): ListRefusal =>
    refused(
      'not_found',
      `${name} is a user of ${host} and not an organisation. Forges list only a part of what a user has: import those repositories from a file.`,
    ),

  noOrganisation: ({ host, api, tokenEnv }: ForgeAddress, name: string): ListRefusal =>
    refused(
      'not_found',
      `there is no organisation ${name} on ${host} (${api}), or the token in ${tokenEnv} may not see it. Check the spelling and the token.`,
    ),
} as const;

/** An answer that is not one of the API. The message says what is wrong with it. */
export class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}

interface Asked {
  readonly forge: ForgeAddress;
  readonly organisation: string;
  readonly token: string;
}

/** @throws the error itself where it is not of a request */
export function refusalOf(error: unknown, { forge, organisation, token }: Asked): ListRefusal {
  const { host, api, kind, tokenEnv } = forge;
  const said = messageOf(error).replaceAll(token, '***');
  if (error instanceof BadAnswer) {
    return refused(
      'unreachable',
      `${api} does not answer as the API of ${kind}: ${said}. Check api and kind of ${host} in worker.yaml.`,
    );
  }
  const status = statusOf(error);
  if (status === undefined) throw error;
  if (status === 401) {
    return refused('access', `${host} does not take the token in ${tokenEnv}: ${said}. Set ${tokenEnv} to one that is valid.`);
  }
  if (status === 429 || (status === 403 && /rate limit/i.test(said))) {
    return refused(
      'unreachable',
      `${host} takes no more requests with the token in ${tokenEnv} for now: ${said}. Try again later.`,
    );
  }
  if (status === 403 || status === 404) {
    return refused(
      'access',
      `${host} does not let the token in ${tokenEnv} read the repositories of ${organisation}: ${said}. ${needed[kind]}.`,
    );
  }
  return refused('unreachable', `${host} did not answer as it should (${api}): ${said}. Try again, or check api in worker.yaml.`);
}
