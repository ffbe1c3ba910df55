/** Two workers with one token at a real forge, whose gateway asks one of them to wait. Run by run.ts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bucketOf } from '../../worker/forge/forge-barrier.ts';
import { must } from '../scenarios/answers.ts';
import { openTasks } from '../scenarios/open-tasks.ts';
import { System } from '../scenarios/system.ts';
import { startFaultyProxy, type FaultyProxy } from './faulty-proxy.ts';
import { readForgeAccount } from './forge-account.ts';
import { openForgeRepositories } from './forge-repositories.ts';

const account = readForgeAccount();
const forge = openForgeRepositories(account);
const names = ['asked-to-wait', 'waits-too'];

let folder: string;
let proxy: FaultyProxy;
let system: System;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bgagent-test-forge-'));
  proxy = await startFaultyProxy(account.url);
  for (const name of names) await forge.make(name);
  process.env['FORGE_TOKEN'] = account.token;
  const workerConfig = join(folder, 'worker.yaml');
  // JSON is YAML.
  writeFileSync(
    workerConfig,
    JSON.stringify({ sandbox: 'none', forges: [{ host: proxy.host, api: `${proxy.origin}/api/v1`, token_env: 'FORGE_TOKEN' }] }),
  );
  system = await System.start({ workers: 2, concurrency: 1, workerConfig });
  for (const name of names) await system.onboardRemote(name, `${proxy.origin}/bot/${name}.git`);
});
afterAll(async () => {
  await system.close();
  await proxy.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the other worker writes nothing before the time that the gateway asked for', async () => {
  proxy.faults.push({
    match: /^POST \S+\/pulls/,
    answer: { status: 429, headers: { 'retry-after': '4' }, message: 'Not so fast' },
  });
  const go = join(folder, 'go');
  const { fleet_id } = must(
    await system.client.submitFleet({
      body: {
        workflow_ref: 'shell/run-v1',
        params: {
          command: 'until [ "$BGAGENT_VAR_waits" = no ] || [ -e "$BGAGENT_PARAM_go" ]; do sleep 0.05; done; echo x > x.txt',
          go,
        },
        targets: names.map((name, n) => ({ repo: `acme/${name}`, vars: { waits: n === 0 ? 'no' : 'yes' } })),
        failure: null,
      },
    }),
  );
  const bucket = bucketOf({ host: proxy.host, token: account.token }) ?? '';
  const { tasks, close } = openTasks(system);
  let closedUntil = 0;
  while (closedUntil === 0) {
    await pause(20);
    closedUntil = (await tasks.getForgeBucket(bucket))?.closedUntil ?? 0;
  }
  writeFileSync(go, '');
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED' });
  expect((await tasks.getForgeBucket(bucket))?.closedUntil).toBe(closedUntil);
  close();
  const writes = proxy.arrivals.filter(({ what }) => /^POST \S+\/pulls/.test(what));
  expect(writes.map(({ what }) => /\/bot\/(\S+)\/pulls/.exec(what)?.[1]).sort()).toEqual([names[0], names[0], names[1]]);
  expect(writes.slice(1).filter(({ at }) => at < closedUntil)).toEqual([]);
  for (const name of names) expect(await forge.pullRequests(name, 'bgagent/')).toHaveLength(1);
});
