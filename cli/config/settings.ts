/** The settings of the CLI: the address of the API. */
import * as z from 'zod';
import { configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

/**
 * ABCA's command line is called `bgagent` too and keeps `config.json` and `credentials.json` in the same folder, so the files of
 * this one have other names.
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

/** The address of an API without a slash or `/v1` at its end: with or without them it is the same API. */
export function baseUrl(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '').replace(/(?<!\/)\/+v1$/, '');
}
