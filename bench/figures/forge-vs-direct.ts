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
import { processorSecondsOfTree } from '../setup/process-tree.ts';

const count = 40;
const atOnce = 4;
/** Seldom, because each request takes processor time that the script does not need. */
const lookEveryMs = 500;
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
      const worker = await startWorkerAt(forge, setup);
      const used = async (): Promise<ProcessorTimes> => {
        const [all, runtime] = [await processorSecondsOfTree(process.pid), await setup.processorSeconds()];
        const [ofWorker, ofForge] = [await processorSecondsOfTree(worker.pid), await processorSecondsOfTree(forge.pid)];
        return { forge: ofForge, runtime, 'worker and its git': ofWorker, 'script and its git': all - runtime };
      };
      await makeForgeRepositories(forge, setup.folder, names);
      for (const name of names) {
        const body = { clone_url: addressOf(forge, name) };
        required(await setup.client.putRepo({ params: { owner: forge.user, name }, body }));
      }
      const ratios: number[] = [];
      const notes: string[] = [];
      for (let n = 0; n < samples; n += 1) {
        const wanted = { names, atOnce, edit, branch: `direct-${n}`, folder: join(setup.folder, `direct-${n}`) };
        const direct = await withProcessorTimes(used, () => timeDirectPullRequests(forge, wanted));
        const fleet = await withProcessorTimes(used, () => timeFleet(setup.client, forge));
        ratios.push(fleet.ms / direct.ms);
        notes.push(`fleet ${shown(fleet)}; direct ${shown(direct)}`);
        say(`  ${notes.at(-1) ?? ''}`);
      }
      await worker.stop();
      await forge.stop();
      return [{ name: 'forge_vs_direct', samples: ratios, notes }];
    } finally {
      await setup.close();
    }
  },
};

/** A worker of the product that knows the forge. It ends with this process at the latest. */
async function startWorkerAt({ url, api, token }: ForgeOfBench, { folder }: BenchSetup) {
  const config = join(folder, 'worker.yaml');
  // JSON is YAML.
  await writeFile(config, JSON.stringify({ forges: [{ host: new URL(url).host, api, token_env: 'FORGE_TOKEN' }] }));
  const args = ['--dir', join(folder, 'runtime'), '--config', config, '--concurrency', String(atOnce), '--exit-with-parent'];
  const streams = { stdin: 'pipe', stdout: 'ignore', stderr: { file: join(folder, 'worker.log') } } as const;
  const env = { FORGE_TOKEN: token };
  const worker = execa(process.execPath, [join(root, 'worker', 'main.ts'), ...args], { reject: false, env, ...streams });
  const stop = closeInTheEnd(async () => {
    worker.kill('SIGTERM');
    await worker;
  });
  return { pid: worker.pid ?? 0, stop };
}

/** Seconds of processor time so far, by what they were used for. */
type ProcessorTimes = Readonly<Record<string, number>>;

interface Timed {
  readonly ms: number;
  readonly used: ProcessorTimes;
}

async function withProcessorTimes(read: () => Promise<ProcessorTimes>, run: () => Promise<number>): Promise<Timed> {
  const before = await read();
  const ms = await run();
  const after = Object.entries(await read());
  return { ms, used: Object.fromEntries(after.map(([name, seconds]) => [name, seconds - (before[name] ?? 0)])) };
}

/** Example: `34.0 s (processor time: forge 14.1 s, script 9.5 s)`. */
function shown({ ms, used }: Timed): string {
  const parts = Object.entries(used).map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`);
  return `${(ms / 1_000).toFixed(1)} s (processor time: ${parts.join(', ')})`;
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
