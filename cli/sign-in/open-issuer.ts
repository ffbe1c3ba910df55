/** Opens an issuer: its endpoints by discovery, with the patience of the CLI, and with an eye on the clock. */
import type { Configuration, CustomFetch } from 'openid-client';
import { patientFetch } from '../api/patient-fetch.ts';
import { CliError } from '../cli-error.ts';
import { aheadMs, clockSentence } from './clock-difference.ts';
import { troubleOf } from './issuer-trouble.ts';
import { isInsecure, type SignInPlan } from './sign-in-plan.ts';

export interface OpenIssuer {
  readonly config: Configuration;
  /** What is wrong with the clock of this machine, by the answers until now; undefined: nothing. */
  clockTrouble(): string | undefined;
}

/** For one request with its repetitions. */
const answerWithinS = 30;

/**
 * @param warn receives a line before a repetition of a request
 * @throws what `troubleOf` reads
 */
export async function openIssuer({ issuer, client }: SignInPlan, warn: (line: string) => void): Promise<OpenIssuer> {
  const openid = await import('openid-client');
  const ask = patientFetch(warn);
  let ahead: number | undefined;
  const askAndCompare: CustomFetch = async (url, { body, signal, ...others }) => {
    const response = await ask(url, { ...others, body: body ?? null, signal: signal ?? null });
    ahead = aheadMs(response.headers, Date.now()) ?? ahead;
    return response;
  };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked to stand out; the plan takes http of this machine alone
  const execute: ((config: Configuration) => void)[] = isInsecure(issuer) ? [openid.allowInsecureRequests] : [];
  const options = { timeout: answerWithinS, execute, [openid.customFetch]: askAndCompare };
  const found = await openid.discovery(new URL(issuer), client.client_id, undefined, openid.None(), options);
  // Tokens are then checked by the clock of the issuer, so that a wrong clock here does not refuse them.
  const metadata = { [openid.clockSkew]: Math.round((ahead ?? 0) / 1_000) };
  const config = new openid.Configuration(found.serverMetadata(), client.client_id, metadata, openid.None());
  config.timeout = answerWithinS;
  config[openid.customFetch] = askAndCompare;
  for (const extension of execute) extension(config);
  return { config, clockTrouble: () => clockSentence(issuer, ahead, Date.now()) };
}

/** The same for a person who signs in: @throws CliError with what to do */
export async function openIssuerOrSay(plan: SignInPlan, warn: (line: string) => void): Promise<OpenIssuer> {
  return await openIssuer(plan, warn).catch((error: unknown) => {
    const { kind, sentence } = troubleOf(plan.issuer, error);
    const todo = kind === 'outage' ? 'Try again later; nothing was changed.' : 'Ask who runs the API for the right issuer.';
    throw new CliError(`${sentence}. ${todo}`);
  });
}
