/** How the tests reach the forge that run.ts started: a file that only they may read. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const forgeAccount = z.object({
  url: z.url(),
  /** Base URL of the API. */
  api: z.url(),
  user: z.string(),
  /** May do everything. */
  token: z.string(),
  /** May read repositories and nothing else. */
  readOnlyToken: z.string(),
  /** May read and write repositories; given as the user name of an address and in no other way. */
  urlToken: z.string(),
});
export type ForgeAccount = z.infer<typeof forgeAccount>;

const variable = 'BGAGENT_TEST_FORGE';

/** @returns the environment by which the tests find it */
export function writeForgeAccount(file: string, account: ForgeAccount): Record<string, string> {
  writeFileSync(file, JSON.stringify(account), { mode: 0o600 });
  return { [variable]: file };
}

/** Whether run.ts started one: test:agents may run without. */
export const hasForge = (): boolean => process.env[variable] !== undefined;

export function readForgeAccount(): ForgeAccount {
  const file = process.env[variable];
  if (file === undefined) throw new Error('There is no forge. Start these tests with: npm run test:forge');
  return forgeAccount.parse(JSON.parse(readFileSync(file, 'utf8')));
}
