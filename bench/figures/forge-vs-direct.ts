/** Compares a fleet that opens pull requests on a real forge with a script that does the same without a limiter. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Client } from '../../contracts/http/client.ts';
import type { Measurement } from '../figure.ts';
import { openSetup, type BenchSetup } from '../setup/bench-setup.ts';
import { timeDirectPullRequests } from '../setup/direct-pull-requests.ts';
import { required, waitForFleet } from '../setup/fleets.ts';
import { addressOf, makeForgeRepositories, startForge, type ForgeOfBench } from '../setup/forge.ts';
import { closeInTheEnd } from '../setup/leave-nothing.ts';

const count = 40;
const atOnce = 4;
const lookEveryMs = 250;
const names = Array.from({ length: count }, (_none, n) => `repo-${n}`);
const edit = `sed -i 's/log/slog/' file-7.txt`;
const root = join(import.meta.dirname, '..', '..');

export const forgeVsDirect: Measurement = {
  figures: [
    {
      name: 'forge_vs_direct',
      unit: 'ratio',
      bound: 1.3,
      what: `fleet over ${count} repositories of a forge (400 files, 10 commits; clone, sed, push, pull request), ${atOnce} at once ÷ git and Octokit alone, ${atOnce} at once`,
    },
  ],
  samples: 3,
  async measure(samples, say) {
    const setup = await openSetup({ workers: 0 });
    try {
      const forge = await startForge(join(setup.folder, 'forge'), say);
      const stopWorker = await startWorkerAt(forge, setup);
      await makeForgeRepositories(forge, setup.folder, names);
      for (const name of names) {
        const body = { clone_url: addressOf(forge, name) };
        required(await setup.client.putRepo({ params: { owner: forge.user, name }, body }));
      }
      const ratios: number[] = [];
      const notes: string[] = [];
      for (let n = 0; n < samples; n += 1) {
        const wanted = { names, atOnce, edit, branch: `direct-${n}`, folder: join(setup.folder, `direct-${n}`) };
        const direct = await timeDirectPullRequests(forge, wanted);
        const fleet = await timeFleet(setup.client, forge);
        ratios.push(fleet / direct);
        notes.push(`fleet ${(fleet / 1_000).toFixed(1)} s, direct ${(direct / 1_000).toFixed(1)} s`);
        say(`  ${notes.at(-1) ?? ''}`);
      }
      await stopWorker();
      await forge.stop();
      return [{ name: 'forge_vs_direct', samples: ratios, notes }];
    } finally {
      await setup.close();
    }
  },
};

/** A worker of the product that knows the forge. It ends with this process at the latest. */
async function startWorkerAt({ url, api, token }: ForgeOfBench, { folder }: BenchSetup): Promise<() => Promise<void>> {
  const config = join(folder, 'worker.yaml');
  // JSON is YAML.
  await writeFile(config, JSON.stringify({ forges: [{ host: new URL(url).host, api, token_env: 'FORGE_TOKEN' }] }));
  const args = ['--dir', join(folder, 'runtime'), '--config', config, '--concurrency', String(atOnce), '--exit-with-parent'];
  const streams = { stdin: 'pipe', stdout: 'ignore', stderr: { file: join(folder, 'worker.log') } } as const;
  const env = { FORGE_TOKEN: token };
  const worker = execa(process.execPath, [join(root, 'worker', 'main.ts'), ...args], { reject: false, env, ...streams });
  return closeInTheEnd(async () => {
    worker.kill('SIGTERM');
    await worker;
  });
}

async function timeFleet(client: Client, { user }: ForgeOfBench): Promise<number> {
  const start = performance.now();
  const body = {
    title: 'Edit',
    workflow_ref: 'shell/run-v1',
    params: { command: edit },
    max_concurrency: atOnce,
    failure: null,
    targets: names.map((name) => `${user}/${name}`),
  };
  await waitForFleet(client, required(await client.submitFleet({ body })).fleet_id, { everyMs: lookEveryMs });
  return performance.now() - start;
}
