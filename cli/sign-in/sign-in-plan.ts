/** Decides at which issuer, and as which client of it, a person signs in to an API: the API says it, and flags win. */
import { createClient } from '../../contracts/http/client.ts';
import { localIssuer, type SignInClient, signInClient, type SignInView } from '../../contracts/sign-in.ts';
import { errorOfAnswer } from '../api/answer-data.ts';
import { patientFetch } from '../api/patient-fetch.ts';
import { CliError, usageError } from '../cli-error.ts';

export interface SignInPlan {
  readonly issuer: string;
  readonly client: SignInClient;
}

interface Flags {
  readonly issuer?: string | undefined;
  readonly 'client-id'?: string | undefined;
}

/**
 * @param warn receives a line before a repetition of the request
 * @throws CliError when the API cannot be reached, or when neither it nor the flags name issuer and client
 */
export async function planSignIn(apiUrl: string, flags: Flags, warn: (line: string) => void): Promise<SignInPlan> {
  const answer = await createClient({ baseUrl: apiUrl, fetch: patientFetch(warn) }).getSignIn();
  // An API of an earlier version does not know the question.
  if (!answer.ok && answer.status !== 404) throw errorOfAnswer(answer.error);
  return planOf(apiUrl, answer.ok ? answer.data : undefined, flags);
}

/** @param said what the API says; undefined: nothing */
export function planOf(apiUrl: string, said: SignInView | undefined, flags: Flags): SignInPlan {
  const issuer = flags.issuer ?? said?.issuer;
  const client_id = flags['client-id'] ?? said?.client?.client_id;
  if (issuer === undefined) throw new CliError(`${apiUrl} does not say where people sign in: give --issuer and --client-id.`);
  if (client_id === undefined) throw new CliError(noClient(apiUrl, issuer));
  refuseInsecure(issuer, flags);
  return { issuer, client: { ...(said?.client ?? signInClient.parse({ client_id })), client_id } };
}

const noClient = (apiUrl: string, issuer: string): string =>
  issuer === localIssuer
    ? `${apiUrl} is a runtime that signs its tokens itself: start "bgagent local" again, which stores one, or store a token with --token-stdin.`
    : `no client of the command line is set up for ${apiUrl} (its issuer is ${issuer}): ask who runs it for the setting auth.cli, give the id of a public client with --client-id, or store a token with --token-stdin.`;

const isWeb = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

function refuseInsecure(issuer: string, flags: Flags): void {
  const from = flags.issuer === undefined ? 'the issuer' : '--issuer';
  if (!isWeb(issuer)) throw usageError(`${from} is "${issuer}", which is no https URL: correct it.`);
  if (!isInsecure(issuer) || isLoopback(issuer)) return;
  throw usageError(`${from} is ${issuer}: tokens travel over https only, except from this machine to itself.`);
}

export const isInsecure = (url: string): boolean => new URL(url).protocol === 'http:';
const isLoopback = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
