/** A list of tasks, imported as it is: a whole fleet whose steps are the batches of the list. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importPlan } from '../../cli/import/import-plan.ts';
import { makeFolder, removeFolders } from '../worker/git-repository.ts';
import { must } from './answers.ts';
import { fileOn } from './repositories.ts';
import { System } from './system.ts';

/** Writes a line for each task that its prompt names, and the batches in their order. */
const script = `
prompt=$(cat)
printf '%s' "$prompt" | grep -o '^ *- \\[ \\] T[0-9]*' | grep -o 'T[0-9]*' >> done.txt
printf '%s\\n' "$prompt" | grep -o 'Execute only the "[^"]*"' >> batches.txt`;

let system: System;
beforeAll(async () => {
  const workerConfig = join(makeFolder('config'), 'worker.yaml');
  writeFileSync(workerConfig, JSON.stringify({ agents: { builder: { command: ['sh', '-c', script] } } }));
  system = await System.start({ workerConfig });
});
afterAll(async () => {
  await system.close();
  removeFolders();
});

test('runs as a fleet: one attempt for each section with open tasks, each on top of the one before', async () => {
  const remotes = await system.onboard(['shop']);
  const list = readFileSync(new URL('../cli/import/tasks.md', import.meta.url), 'utf8');
  const { body } = await importPlan(list, { repo: ['acme/shop'], name: 'tasks.md', from: 'tasks-md' });
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED', title: 'Tasks: structured logging' });
  const target = must(await system.client.getTarget({ params: { fleet_id, path: 'shop' } }));
  expect(target.steps.map(({ name, status, attempts }) => [name, status, attempts])).toEqual([
    ['phase-1-foundation', 'done', [1]],
    ['phase-2-core', 'done', [2]],
    ['phase-3-polish', 'done', [3]],
  ]);
  const remote = remotes.get('shop') ?? '';
  expect((await fileOn(remote, target.branch ?? '', 'done.txt')).split('\n').filter(Boolean)).toEqual([
    ...['T002', 'T003', 'T004', 'T005', 'T006', 'T007', 'T008'],
  ]);
  expect((await fileOn(remote, target.branch ?? '', 'batches.txt')).match(/Phase \d/g)).toEqual([
    'Phase 1',
    'Phase 2',
    'Phase 3',
  ]);
});
