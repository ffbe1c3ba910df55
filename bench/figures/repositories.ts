/** Compares a fleet over real git repositories with the shortest shell script that does the same. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Client } from '../../contracts/http/client.ts';
import type { Measurement } from '../figure.ts';
import { required, waitForFleet } from '../setup/fleets.ts';
import { identity, makeRemotes } from '../setup/remotes.ts';
import { openSetup } from '../setup/bench-setup.ts';

const count = 100;
const atOnce = 4;
/** Longer than elsewhere: each request takes processor time that the shell script does not need. */
const lookEveryMs = 500;
const names = Array.from({ length: count }, (_none, n) => `repo-${n}`);
const edit = `sed -i 's/log/slog/' main.txt`;
const check = ['grep', '-q', 'slog', 'main.txt'];

export const repositories: Measurement = {
  figures: [
    {
      name: 'repos_vs_xargs',
      unit: 'ratio',
      bound: 3,
      what: `fleet over ${count} local repositories (clone, sed, verify, commit, push), ${atOnce} at once ÷ xargs -P ${atOnce}`,
    },
  ],
  samples: 3,
  async measure(samples, say) {
    const setup = await openSetup({ workers: 1, concurrency: atOnce });
    try {
      const remotes = await makeRemotes(setup.folder, names);
      for (const name of names) {
        const body = { clone_url: join(remotes, name) };
        required(await setup.client.putRepo({ params: { owner: 'acme', name }, body }));
      }
      const ratios: number[] = [];
      const notes: string[] = [];
      for (let n = 0; n < samples; n += 1) {
        const script = await timeXargs(setup.folder, remotes, n);
        const fleet = await timeFleet(setup.client);
        ratios.push(fleet / script);
        notes.push(`fleet ${(fleet / 1_000).toFixed(1)} s, xargs ${(script / 1_000).toFixed(1)} s`);
        say(`  ${notes.at(-1) ?? ''}`);
      }
      return [{ name: 'repos_vs_xargs', samples: ratios, notes }];
    } finally {
      await setup.close();
    }
  },
};

async function timeXargs(folder: string, remotes: string, sample: number): Promise<number> {
  const work = join(folder, `xargs-${sample}`);
  await mkdir(work);
  const git = `git ${identity.join(' ')}`;
  const script = [
    `git clone --quiet --depth 1 "file://${remotes}/$1" "$1"`,
    'cd "$1"',
    `git checkout --quiet -b xargs-${sample}`,
    edit,
    check.join(' '),
    'git add --all',
    `${git} commit --quiet --message Edit`,
    `git push --quiet origin xargs-${sample}`,
  ].join(' && ');
  const start = performance.now();
  await execa('xargs', ['-P', String(atOnce), '-I{}', 'sh', '-c', script, 'sh', '{}'], { cwd: work, input: names.join('\n') });
  return performance.now() - start;
}

async function timeFleet(client: Client): Promise<number> {
  const start = performance.now();
  const body = {
    title: 'Edit',
    workflow_ref: 'shell/run-v1',
    params: { command: edit },
    verifiers: [{ name: 'check', command: check }],
    max_concurrency: atOnce,
    failure: null,
    targets: names.map((name) => `acme/${name}`),
  };
  await waitForFleet(client, required(await client.submitFleet({ body })).fleet_id, { everyMs: lookEveryMs });
  return performance.now() - start;
}
