import * as z from 'zod';
import { configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

/** `last-fleet.json`: the last fleet submitted, by the API it went to; what `@last` means. */
const schema = z.record(z.string(), z.string());
const path = (): string => configPath('last-fleet.json');

export async function lastFleet(apiUrl: string): Promise<string | undefined> {
  return (await readConfigFile(path(), schema))?.[apiUrl];
}

export async function rememberFleet(apiUrl: string, fleetId: string): Promise<void> {
  writeConfigFile(path(), { ...(await readConfigFile(path(), schema)), [apiUrl]: fleetId });
}
