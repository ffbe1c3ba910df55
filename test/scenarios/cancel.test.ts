import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from './answers.ts';
import { branchesOf } from './repositories.ts';
import { System } from './system.ts';

let system: System;
beforeAll(async () => {
  system = await System.start();
});
afterAll(() => system.close());

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test('cancel stops what runs, its grandchildren too, and nothing that waits ever starts', async () => {
  const remotes = await system.onboard(['a', 'b', 'c', 'd']);
  const { marks } = system;
  const command = `touch "${marks}/started-$BGAGENT_TARGET"; touch new; (while sleep 0.1; do touch "${marks}/beat-$BGAGENT_TARGET"; done) & sleep 60`;
  const body = {
    title: 'Long',
    workflow_ref: 'shell/run-v1',
    params: { command },
    targets: [...remotes.keys()].map((name) => `acme/${name}`),
    max_concurrency: 2,
    failure: null,
  };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.RUNNING === 2);
  while (!(await exists(join(marks, 'beat-a'))) || !(await exists(join(marks, 'beat-b')))) await sleep(50);

  const cancelled = must(await system.client.cancelFleet({ params: { fleet_id }, body: { reason: 'wrong branch' } }));
  expect('status' in cancelled && ['CANCELLING', 'CANCELLED']).toContain('status' in cancelled && cancelled.status);
  const fleet = await system.waitForEnd(fleet_id);
  expect(fleet).toMatchObject({ status: 'CANCELLED', reason: { code: 'user', message: 'wrong branch', actor: system.user } });
  expect(fleet.progress.counts).toMatchObject({ CANCELLED: 4 });

  // A worker looks every few seconds whether its task was cancelled.
  await sleep(4_000);
  const beats = () => Promise.all(['a', 'b'].map(async (name) => (await stat(join(marks, `beat-${name}`))).mtimeMs));
  const last = await beats();
  await sleep(1_000);
  expect(await beats()).toEqual(last);
  for (const name of remotes.keys()) {
    expect(await branchesOf(remotes.get(name) ?? '')).toEqual([]);
  }
  expect(await exists(join(marks, 'started-c'))).toBe(false);
  const again = await system.client.cancelFleet({ params: { fleet_id }, body: {} });
  expect(again).toMatchObject({ ok: false, status: 409, error: { code: 'INVALID_STATE' } });
  const log = must(await system.client.listLog({ params: { fleet_id } }));
  expect(log.map((each) => each.action)).toEqual(
    expect.arrayContaining(['submitted', 'launched', 'cancelled', 'settled', 'finished', 'refused']),
  );
});
