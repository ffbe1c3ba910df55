import * as z from 'zod';
import { baseUrl } from './base-url.ts';
import { configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

/**
 * Which installation to talk to. The names of the files are our own: another command line that is called `bgagent` too keeps its
 * `config.json` and `credentials.json` in the same folder.
 */
export const settingsFile = 'fleets.json';
export const settingsSchema = z.strictObject({
  /** Without a slash, or `/v1`, at its end. */
  api_url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .transform(baseUrl)
    .optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const readSettings = async (): Promise<Settings> => (await readConfigFile(configPath(settingsFile), settingsSchema)) ?? {};
export const writeSettings = (settings: Settings): void => {
  writeConfigFile(configPath(settingsFile), settings);
};
