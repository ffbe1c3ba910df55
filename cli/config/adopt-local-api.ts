import { storeToken } from './credentials.ts';
import { readSettings, writeSettings } from './settings.ts';

interface LocalApi {
  readonly apiUrl: string;
  readonly token: string;
  /** The folder of its data. */
  readonly dir: string;
}

/**
 * Keeps the token of a local runtime, and points the settings to it, unless they point to an installation elsewhere.
 * @returns whether commands talk to it now without being told to
 */
export async function adoptLocalApi({ apiUrl, token, dir }: LocalApi): Promise<boolean> {
  await storeToken(apiUrl, token, dir);
  const settings = await readSettings();
  const free = settings.api_url === undefined || isLocal(settings.api_url);
  if (free && settings.api_url !== apiUrl) writeSettings({ ...settings, api_url: apiUrl });
  return free && (process.env['BGAGENT_API_URL'] ?? apiUrl) === apiUrl;
}

const isLocal = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
