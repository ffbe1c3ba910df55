/** Lets the other commands find a runtime that was started on this machine. */
import { storeToken } from './credentials.ts';
import { readSettings, writeSettings } from './settings.ts';

interface LocalApi {
  readonly apiUrl: string;
  readonly token: string;
  /** The folder of the runtime's data. */
  readonly dir: string;
}

/**
 * Stores the token of the runtime, and points the settings to the runtime unless they point to another machine.
 * @returns whether commands now use this runtime without further flags or variables
 */
export async function adoptLocalApi({ apiUrl, token, dir }: LocalApi): Promise<boolean> {
  await storeToken(apiUrl, token, dir);
  const settings = await readSettings();
  const free = settings.api_url === undefined || isLocal(settings.api_url);
  if (free && settings.api_url !== apiUrl) writeSettings({ ...settings, api_url: apiUrl });
  return free && (process.env['BGAGENT_API_URL'] ?? apiUrl) === apiUrl;
}

const isLocal = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
