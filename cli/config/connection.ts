/** Decides which API a command calls and with which token. Environment variables win over the config folder. */
import { CliError, usageError } from '../cli-error.ts';
import { exitCodes } from '../exit-code.ts';
import { storedToken } from './credentials.ts';
import { baseUrl, readSettings } from './settings.ts';

export interface Connection {
  /** Without a slash, or `/v1`, at its end. */
  readonly apiUrl: string;
  readonly token: string;
}

/** @throws CliError (usage) when BGAGENT_API_URL is no URL */
export async function configuredApiUrl(): Promise<string | undefined> {
  const url = process.env['BGAGENT_API_URL'] ?? (await readSettings()).api_url;
  if (url === undefined || url === '') return undefined;
  if (!/^https?:\/\/./.test(url)) throw usageError(`BGAGENT_API_URL is "${url}", which is no http or https URL: correct it.`);
  return baseUrl(url);
}

/** @throws CliError with exit code 4 when no API is configured, or no token for it */
export async function openConnection(): Promise<Connection> {
  const apiUrl = await configuredApiUrl();
  if (apiUrl === undefined) {
    throw new CliError(
      'no API is configured: start one here with "bgagent local", or choose one with "bgagent configure --api-url URL".',
      exitCodes.notSignedIn,
    );
  }
  const token = process.env['BGAGENT_TOKEN'] ?? (await storedToken(apiUrl));
  if (token) return { apiUrl, token };
  throw new CliError(
    `not signed in to ${apiUrl}: set BGAGENT_TOKEN, or run "bgagent configure --token -", or start "bgagent local" again.`,
    exitCodes.notSignedIn,
  );
}
