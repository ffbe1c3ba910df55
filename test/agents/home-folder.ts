/**
 * Folders beside the home folders of people: codex makes no sandbox of its own if its HOME lies in a folder for temporary files. All of
 * them are in one, which run.ts removes however the tests end.
 */
import { mkdtempSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const variable = 'BGAGENT_TEST_HOMES';

/** @returns the folder, and the environment by which the tests find it */
export function makeFolderOfHomes(): { readonly folder: string; readonly environment: Readonly<Record<string, string>> } {
  const folder = mkdtempSync(join(homedir(), '.bgagent-test-agents-'));
  return { folder, environment: { [variable]: folder } };
}

export function makeHomeFolder(): string {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error('There is no folder for homes. Start these tests with: npm run test:agents');
  return mkdtempSync(join(folder, 'home-'));
}
