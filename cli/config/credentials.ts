/** Tokens by the address of their API, so that the token of a local runtime never replaces another one. */
import * as z from 'zod';
import { configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

export const credentialsFile = 'fleets-credentials.json';

const credentialsSchema = z.record(
  z.string(),
  z.looseObject({
    token: z.string().min(1),
    /** The data folder of a runtime on this machine. It stays the same when the runtime's port changes. */
    folder: z.string().optional(),
  }),
);
type Credentials = z.infer<typeof credentialsSchema>;

const read = async (): Promise<Credentials> => (await readConfigFile(configPath(credentialsFile), credentialsSchema)) ?? {};

export async function storedToken(apiUrl: string): Promise<string | undefined> {
  return (await read())[apiUrl]?.token;
}

/** The lasting name of an installation: the data folder of a runtime on this machine, else the address of the API. */
export async function installationAt(apiUrl: string): Promise<string> {
  return (await read())[apiUrl]?.folder ?? apiUrl;
}

/**
 * Stores a token in a file that only its owner can read.
 * @param folder the data folder of a runtime; its tokens under earlier addresses are removed
 */
export async function storeToken(apiUrl: string, token: string, folder?: string): Promise<void> {
  const others = Object.entries(await read()).filter(([, kept]) => folder === undefined || kept.folder !== folder);
  const kept = { token, ...(folder === undefined ? {} : { folder }) };
  writeConfigFile(configPath(credentialsFile), { ...Object.fromEntries(others), [apiUrl]: kept });
}
