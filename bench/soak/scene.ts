/** The setup of the soak: a runtime and a worker as processes on an empty folder with git repositories, and fleets over them. */
import { join } from 'node:path';
import { createClient, type Client } from '../../contracts/http/client.ts';
import { emptyFolder } from '../setup/empty-folder.ts';
import { required, waitForFleet } from '../setup/fleets.ts';
import { makeRemotes } from '../setup/remotes.ts';
import { startChild, type Child } from './child.ts';

const root = join(import.meta.dirname, '..', '..');
/** Tasks at once: the default of a worker. */
const atOnce = 4;

export interface Scene {
  readonly runtime: Child;
  readonly worker: Child;
  /** The runtime's folder. */
  readonly dir: string;
  /** Runs a fleet over all repositories, with a change, a verifier and a branch in each. @throws Error when it does not succeed */
  runFleet(number: number): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(repositories: number): Promise<Scene> {
  const { folder, remove } = await emptyFolder();
  const env = { BGAGENT_CONFIG_DIR: join(folder, 'config') };
  const runtime = startChild(join(import.meta.dirname, 'runtime-process.ts'), [join(folder, 'runtime')], env);
  const { apiUrl: baseUrl, token, dir } = await runtime.next('ready');
  const flags = ['--dir', dir, '--concurrency', String(atOnce), '--exit-with-parent'];
  const worker = startChild(join(root, 'worker', 'main.ts'), flags, env);
  const client = createClient({ baseUrl, token });
  const names = Array.from({ length: repositories }, (_none, n) => `repo-${n}`);
  await onboard(client, await makeRemotes(folder, names), names);
  return {
    runtime,
    worker,
    dir,
    runFleet: (number) => runFleet(client, names, number),
    close: async () => {
      await worker.stop();
      await runtime.stop();
      await remove();
    },
  };
}

async function onboard(client: Client, remotes: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    required(await client.putRepo({ params: { owner: 'acme', name }, body: { clone_url: join(remotes, name) } }));
  }
}

async function runFleet(client: Client, names: readonly string[], number: number): Promise<void> {
  const body = {
    title: `Soak ${number}`,
    workflow_ref: 'shell/run-v1',
    params: { command: 'echo slog >> main.txt' },
    verifiers: [{ name: 'check', command: ['grep', '-q', 'slog', 'main.txt'] }],
    max_concurrency: atOnce,
    targets: names.map((name) => `acme/${name}`),
  };
  await waitForFleet(client, required(await client.submitFleet({ body })).fleet_id);
}
