import * as z from 'zod';
import { configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

/** `credentials.json`: tokens by the API they are for, so that a local one never replaces another. */
const credentialsSchema = z.record(z.string(), z.looseObject({ token: z.string().min(1) }));

const read = async () => (await readConfigFile(configPath('credentials.json'), credentialsSchema)) ?? {};

export async function storedToken(apiUrl: string): Promise<string | undefined> {
  return (await read())[apiUrl]?.token;
}

/** Keeps a token, in a file that only its owner can read. */
export async function storeToken(apiUrl: string, token: string): Promise<void> {
  writeConfigFile(configPath('credentials.json'), { ...(await read()), [apiUrl]: { token } });
}
