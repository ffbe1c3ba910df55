/** Remembers the last fleet that was submitted to each installation: the meaning of `@last`. */
import * as z from 'zod';
import { configPath, writeConfigFile } from './config-folder.ts';
import { installationAt } from './credentials.ts';
import { readConfigFile } from './read-config-file.ts';

/** Fleet id by installation. */
const schema = z.record(z.string(), z.string());
const path = (): string => configPath('fleets-last.json');

export async function lastFleet(apiUrl: string): Promise<string | undefined> {
  return (await readConfigFile(path(), schema))?.[await installationAt(apiUrl)];
}

export async function rememberFleet(apiUrl: string, fleetId: string): Promise<void> {
  const installation = await installationAt(apiUrl);
  writeConfigFile(path(), { ...(await readConfigFile(path(), schema)), [installation]: fleetId });
}
