/** Signs in: as a machine, if the environment names a client, else with what `bgagent login` stored. */
import * as oidc from 'openid-client';
import * as z from 'zod';
import { signInView } from '../contracts/sign-in.ts';
import { scopes } from '../contracts/scopes.ts';

const variables = z.object({
  BGAGENT_CLIENT_ID: z.string().min(1),
  BGAGENT_CLIENT_SECRET: z.string().min(1),
  /** Scopes to ask for, where the issuer has other names for them. */
  BGAGENT_CLIENT_SCOPE: z.string().default(scopes.join(' ')),
  /** RFC 8707, for an issuer that needs it. */
  BGAGENT_CLIENT_RESOURCE: z.string().optional(),
});

/** @returns undefined where the environment names no client */
export async function machineToken(apiUrl: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (environment['BGAGENT_CLIENT_ID'] === undefined) return undefined;
  const given = variables.parse(environment);
  const answer = await fetch(`${apiUrl}/v1/sign-in`);
  const { issuer } = z.object({ data: signInView }).parse(await answer.json()).data;
  const url = new URL(issuer);
  // An issuer that is only for this machine may lack https.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to be seen: it is for such an issuer.
  const own = url.hostname === '127.0.0.1' ? { execute: [oidc.allowInsecureRequests] } : {};
  const config = await oidc.discovery(url, given.BGAGENT_CLIENT_ID, given.BGAGENT_CLIENT_SECRET, undefined, own);
  const { access_token } = await oidc.clientCredentialsGrant(config, {
    scope: given.BGAGENT_CLIENT_SCOPE,
    ...(given.BGAGENT_CLIENT_RESOURCE === undefined ? {} : { resource: given.BGAGENT_CLIENT_RESOURCE }),
  });
  return access_token;
}
