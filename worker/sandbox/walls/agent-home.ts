/**
 * The HOME of an agent: a folder of its own, kept from task to task, that no other user may read. It lies beside the product's data, or in
 * the folder that a runner shares.
 */
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where settings, credentials and `worker.yaml` are: BGAGENT_CONFIG_DIR, else `~/.bgagent`. */
export const configFolderOf = (environment: NodeJS.ProcessEnv): string =>
  environment['BGAGENT_CONFIG_DIR'] ?? join(homedir(), '.bgagent');

/** What names the socket of a runner, the folder that it shares with the worker, and a folder that the worker has for itself. */
export const runnerVariables = {
  socket: 'BGAGENT_RUNNER_SOCKET',
  shared: 'BGAGENT_WORK_DIR',
  own: 'BGAGENT_PRIVATE_DIR',
} as const;

/** A command that runs in another container sees the shared folder alone. */
const isShared = (environment: NodeJS.ProcessEnv): boolean => Boolean(environment[runnerVariables.socket]);

const rootOf = (environment: NodeJS.ProcessEnv): string =>
  (isShared(environment) ? environment[runnerVariables.shared] : undefined) ?? configFolderOf(environment);

/**
 * Makes the folder where it is missing, and answers its path, without links.
 * @param agent its name in worker.yaml
 * @throws an error that names what a command left in its place
 */
export function agentHome(environment: NodeJS.ProcessEnv, agent: string): string {
  const root = rootOf(environment);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const folders = ['agents', agent, 'home'].map((_name, index, names) => names.slice(0, index + 1));
  const paths = folders.map((names) => join(root, ...names));
  for (const path of paths) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (isShared(environment) && lstatSync(path).isSymbolicLink()) throw new Error(`${path} must be a folder and no link.`);
  }
  const home = realpathSync(paths.at(-1) ?? '');
  chmodSync(home, 0o700);
  return home;
}
