/** The HOME of an agent: a folder of its own beside the product's data, kept from task to task, that no other user may read. */
import { chmodSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where settings, credentials and `worker.yaml` are: BGAGENT_CONFIG_DIR, else `~/.bgagent`. */
export const configFolderOf = (environment: NodeJS.ProcessEnv): string =>
  environment['BGAGENT_CONFIG_DIR'] ?? join(homedir(), '.bgagent');

/**
 * Makes the folder where it is missing, and answers its path, without links.
 * @param agent its name in worker.yaml
 */
export function agentHome(environment: NodeJS.ProcessEnv, agent: string): string {
  const folders = ['agents', agent, 'home'].map((_name, index, names) => names.slice(0, index + 1));
  const paths = folders.map((names) => join(configFolderOf(environment), ...names));
  for (const path of paths) mkdirSync(path, { recursive: true, mode: 0o700 });
  const home = realpathSync(paths.at(-1) ?? '');
  chmodSync(home, 0o700);
  return home;
}
