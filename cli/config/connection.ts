/** Decides which API a command calls and with which token. Environment variables win over the config folder. */
import { CliError, usageError } from '../cli-error.ts';
import { exitCodes } from '../exit-code.ts';
import { type Credential, storedCredential } from './credentials.ts';
import { baseUrl, readSettings } from './settings.ts';

export interface Connection {
  /** Without a slash, or `/v1`, at its end. */
  readonly apiUrl: string;
  /** `kept` is in the credentials file, which may know how to renew it; else it is of BGAGENT_TOKEN. */
  readonly credential: Credential;
  readonly kept: boolean;
}

/** @throws CliError (usage) when BGAGENT_API_URL is no URL */
export async function configuredApiUrl(): Promise<string | undefined> {
  const url = process.env['BGAGENT_API_URL'] ?? (await readSettings()).api_url;
  if (url === undefined || url === '') return undefined;
  if (!/^https?:\/\/./.test(url)) throw usageError(`BGAGENT_API_URL is "${url}", which is no http or https URL: correct it.`);
  return baseUrl(url);
}

/** @throws CliError with exit code 4 when no API is configured */
export async function neededApiUrl(): Promise<string> {
  const apiUrl = await configuredApiUrl();
  if (apiUrl !== undefined) return apiUrl;
  throw new CliError(
    'no API is configured: start one here with "bgagent local", or choose one with "bgagent configure --api-url URL".',
    exitCodes.notSignedIn,
  );
}

/** @throws CliError with exit code 4 when no API is configured, or no token for it */
export async function openConnection(): Promise<Connection> {
  const apiUrl = await neededApiUrl();
  const connection = await connectionTo(apiUrl);
  if (connection !== undefined) return connection;
  throw new CliError(
    `not signed in to ${apiUrl}: run "bgagent login", set BGAGENT_TOKEN, or start "bgagent local" again.`,
    exitCodes.notSignedIn,
  );
}

/** Undefined: there is no token for this API. */
export async function connectionTo(apiUrl: string): Promise<Connection | undefined> {
  const given = process.env['BGAGENT_TOKEN'];
  if (given) return { apiUrl, credential: { token: given }, kept: false };
  const credential = given === undefined ? await storedCredential(apiUrl) : undefined;
  return credential === undefined ? undefined : { apiUrl, credential, kept: true };
}
