/** Signs a person in to an API: asks it where, gets the tokens, and stores them once the API has taken them. */
import type { MeView } from '../../contracts/http/service-operations.ts';
import { errorOfAnswer } from '../api/answer-data.ts';
import { apiAt } from '../api/open-api.ts';
import { CliError } from '../cli-error.ts';
import { type Credential, storeCredential } from '../config/credentials.ts';
import { exitCodes } from '../exit-code.ts';
import { signInWithBrowser } from './code-flow.ts';
import { signInOnDevice } from './device-flow.ts';
import { claimsOf } from './granted.ts';
import { openIssuerOrSay } from './open-issuer.ts';
import { planSignIn } from './sign-in-plan.ts';
import { stopAfter } from './stop.ts';

export interface SignInFlags {
  readonly device: boolean;
  readonly 'no-browser': boolean;
  readonly issuer?: string | undefined;
  readonly 'client-id'?: string | undefined;
  readonly debug: boolean;
}

export interface SignedIn {
  readonly credential: Credential;
  /** Undefined: the API did not answer, so it is not known whether it takes the token. */
  readonly me: MeView | undefined;
}

/** A person has so long. */
const patienceMs = 300_000;

/**
 * @param tell receives lines that are not part of the result
 * @throws CliError when it does not come to a sign-in; what was stored before is then still there
 */
export async function signIn(apiUrl: string, flags: SignInFlags, tell: (line: string) => void): Promise<SignedIn> {
  const warn = (line: string): void => {
    tell(`bgagent: ${line}`);
  };
  const plan = await planSignIn(apiUrl, flags, warn);
  const issuer = await openIssuerOrSay(plan, warn);
  const clock = issuer.clockTrouble();
  if (clock !== undefined) warn(clock);
  const stop = stopAfter(patienceMs);
  let signedIn: SignedIn | undefined;
  const accept = async (credential: Credential): Promise<void> => {
    const me = await askWho(apiUrl, credential, { debug: flags.debug, warn });
    await storeCredential(apiUrl, credential);
    signedIn = { credential, me };
  };
  const flow = { plan, issuer, tell, stop, accept };
  const way = flags.device ? signInOnDevice(flow) : signInWithBrowser({ ...flow, browser: !flags['no-browser'] });
  await way.finally(stop.release);
  if (signedIn === undefined) throw new Error('A sign-in ended without a token.');
  return signedIn;
}

async function askWho(
  apiUrl: string,
  credential: Credential,
  { debug, warn }: { readonly debug: boolean; readonly warn: (line: string) => void },
): Promise<MeView | undefined> {
  const answer = await apiAt({ apiUrl, credential, kept: false }, { debug }).client.getMe();
  if (answer.ok) return answer.data;
  const { status, error } = answer;
  if (status === 401) throw await notTaken(apiUrl, credential, error.message);
  if (status !== 0 && status < 500 && status !== 429) throw errorOfAnswer(error);
  warn(`${error.message} So it is not known yet whether the API takes the token; it is stored.`);
  return undefined;
}

async function notTaken(apiUrl: string, { issuer, token, client }: Credential, why: string): Promise<CliError> {
  const claims = await claimsOf(token);
  const { iss, aud, client_id } = claims ?? {};
  const of = aud === undefined ? `client_id ${JSON.stringify(client_id)}` : `aud ${JSON.stringify(aud)}`;
  const what = claims === undefined ? 'it is no JSON Web Token' : `iss ${JSON.stringify(iss)}, ${of}`;
  return new CliError(
    `${apiUrl} does not take the ${client?.token ?? 'access'} token of ${issuer ?? 'the issuer'} (${what}): ${why.replace(/\.$/, '')}. Ask who runs the API to compare the settings auth.audience and auth.cli; nothing was changed.`,
    exitCodes.notSignedIn,
  );
}
