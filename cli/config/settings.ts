import * as z from 'zod';
import { configPath, writeConfigFile } from './config-folder.ts';
import { readConfigFile } from './read-config-file.ts';

/** `config.json`: which installation to talk to. */
export const settingsSchema = z.strictObject({
  api_url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  region: z.string().min(1).optional(),
  user_pool_id: z.string().min(1).optional(),
  client_id: z.string().min(1).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const readSettings = async (): Promise<Settings> =>
  (await readConfigFile(configPath('config.json'), settingsSchema)) ?? {};
export const writeSettings = (settings: Settings): void => {
  writeConfigFile(configPath('config.json'), settings);
};
