import * as z from 'zod';
import { configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

export const credentialsFile = 'fleets-credentials.json';

/** Tokens by the API that they are for, so that a local one never replaces another. */
const credentialsSchema = z.record(
  z.string(),
  z.looseObject({
    token: z.string().min(1),
    /** Of a runtime on this machine: the folder of its data, which stays when its port changes. */
    folder: z.string().optional(),
  }),
);
type Credentials = z.infer<typeof credentialsSchema>;

const read = async (): Promise<Credentials> => (await readConfigFile(configPath(credentialsFile), credentialsSchema)) ?? {};

export async function storedToken(apiUrl: string): Promise<string | undefined> {
  return (await read())[apiUrl]?.token;
}

/** What an installation is known by: the folder of a runtime on this machine, else the address of the API. */
export async function installationAt(apiUrl: string): Promise<string> {
  return (await read())[apiUrl]?.folder ?? apiUrl;
}

/** Keeps a token, in a file that only its owner can read. @param folder of the runtime, whose earlier addresses are forgotten */
export async function storeToken(apiUrl: string, token: string, folder?: string): Promise<void> {
  const others = Object.entries(await read()).filter(([, kept]) => folder === undefined || kept.folder !== folder);
  const kept = { token, ...(folder === undefined ? {} : { folder }) };
  writeConfigFile(configPath(credentialsFile), { ...Object.fromEntries(others), [apiUrl]: kept });
}
