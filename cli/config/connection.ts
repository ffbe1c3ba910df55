import { CliError, usageError } from '../cli-error.ts';
import { exitCodes } from '../exit-code.ts';
import { baseUrl } from './base-url.ts';
import { storedToken } from './credentials.ts';
import { readSettings } from './settings.ts';

/** Where the API is and who calls it. */
export interface Connection {
  /** Without a slash, or `/v1`, at its end. */
  readonly apiUrl: string;
  readonly token: string;
}

/** The environment wins over the config folder. */
export async function configuredApiUrl(): Promise<string | undefined> {
  const url = process.env['BGAGENT_API_URL'] ?? (await readSettings()).api_url;
  if (url === undefined || url === '') return undefined;
  if (!/^https?:\/\/./.test(url)) throw usageError(`BGAGENT_API_URL is "${url}", which is not an http or https URL: correct it.`);
  return baseUrl(url);
}

/** @throws CliError (exit 4) where there is no API or no token for it */
export async function openConnection(): Promise<Connection> {
  const apiUrl = await configuredApiUrl();
  if (apiUrl === undefined) {
    throw new CliError(
      'no API is configured: start one here with "bgagent local", or name one with "bgagent configure --api-url URL".',
      exitCodes.notSignedIn,
    );
  }
  const token = process.env['BGAGENT_TOKEN'] ?? (await storedToken(apiUrl));
  if (token) return { apiUrl, token };
  throw new CliError(
    `not signed in to ${apiUrl}: set BGAGENT_TOKEN, or run "bgagent configure --token -", or start "bgagent local" there again.`,
    exitCodes.notSignedIn,
  );
}
