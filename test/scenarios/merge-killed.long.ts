/** A merge without a forge, through the front door; the runtime is killed when the branch is merged and nothing of it is stored yet. */
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { must } from './answers.ts';
import { System } from './system.ts';
import { testWhereKillable } from './test-where-killable.ts';

let system: System;

beforeAll(async () => {
  system = await System.start({ workers: 1, durations: { task_lease_s: 3_600 } });
});
afterAll(() => system.close());

testWhereKillable('the next worker finds the branch merged', async () => {
  const remote = (await system.onboard(['api'])).get('api') ?? '';
  const git = async (...args: string[]): Promise<string> => (await execa('git', ['-C', remote, ...args])).stdout;
  const create = async (body: object): Promise<string> =>
    must(await system.client.createTask({ body: { repo: 'acme/api', branch_name: 'work', ...body } })).task_id;
  const worked = await create({ workflow_ref: 'shell/run-v1', params: { command: 'echo new > new.txt' } });
  expect(await system.taskEnds(worked)).toMatchObject({ outcome: 'changed' });
  const head = await git('rev-parse', 'work');

  // Once the branch is merged, the push that did it is held until the runtime is dead.
  const [merged, hold] = [join(remote, 'merged'), join(remote, 'hold')];
  writeFileSync(hold, '');
  const hook = join(remote, 'hooks/post-receive');
  writeFileSync(hook, `#!/bin/sh\necho merged >> '${merged}'\nwhile [ -e '${hold}' ]; do sleep 0.1; done\n`);
  chmodSync(hook, 0o755);
  const merging = await create({ workflow_ref: 'coding/merge-v1' });
  while (!existsSync(merged)) await pause(50);
  expect(await git('rev-parse', 'main')).toBe(head);
  await system.killHard();
  rmSync(hold);
  await system.boot();

  expect(await system.taskEnds(merging)).toMatchObject({ status: 'COMPLETED', outcome: 'changed', error_message: null });
  expect(await git('rev-parse', 'main')).toBe(head);
});
