/**
 * A fleet with steps through the front door: a step that is skipped, a heal that helps and one that does not, a retry with other words, and a
 * merge that waits for a person.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { makeFolder, removeFolders } from '../worker/git-repository.ts';
import { must } from './answers.ts';
import { fileOn } from './repositories.ts';
import { System } from './system.ts';

/** At the step `build` the first attempt leaves half of its work and fails; in acme/hard only a hint of a person helps. */
const script = `
prompt=$(cat)
printf '{"cost_usd":0.25}' > "$BGAGENT_RESULT"
case "$prompt" in
  *'Design it'*) echo plan > spec.md; exit 0 ;;
esac
case "$BGAGENT_REPO $prompt" in
  acme/hard*'turn it off'*) ls half > both; exit 0 ;;
  acme/easy*'Work only on what is left'*) ls half > both; exit 0 ;;
esac
echo half > half
echo 'it does not fit' >&2
exit 3`;

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

const steps = [
  { name: 'design', task_description: 'Design it.', unless_exists: ['spec.md'] },
  { name: 'build', task_description: 'Build {{name}} at the step {{step}}.', expects: ['both'] },
  { name: 'merge', workflow_ref: 'coding/merge-v1', gate: 'person' as const },
];

test('goes from the design to the merge, healed, told other words, and approved by a person', async () => {
  const easy = await system.onboard(['easy'], { 'README.md': 'hello\n', 'spec.md': 'there\n' });
  const hard = await system.onboard(['hard']);
  const heal = { max_attempts: 1, on_failure: 'pause' as const };
  const targets = ['acme/easy', 'acme/hard'];
  // One at a time, so that easy waits at its gate when hard has failed, wherever this runs.
  const body = { steps, heal, targets, agent: 'builder', failure: null, max_concurrency: 1 };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  const params = { fleet_id };
  const targetOf = async (path: string) => must(await system.client.getTarget({ params: { fleet_id, path } }));

  const healedOut = await system.waitFor(fleet_id, ({ status }) => status === 'PAUSED');
  expect(healedOut).toMatchObject({ reason: { code: 'heal_failed' }, gates: 1, progress: { counts: { PENDING: 1, FAILED: 1 } } });
  expect(healedOut.reason?.message).toContain('it does not fit');
  expect(await targetOf('easy')).toMatchObject({
    ...{ status: 'PENDING', step: 'merge', waiting: { for: 'gate' } },
    steps: [
      { name: 'design', status: 'skipped', attempts: [1] },
      { name: 'build', status: 'done', healed: true, attempts: [2, 3], cost_usd: 0.5 },
      { name: 'merge', status: 'waiting', attempts: [] },
    ],
  });
  const failed = await targetOf('hard');
  expect(failed).toMatchObject({ status: 'FAILED', step: 'build', failure: { class: 'agent' } });
  expect(failed.heal_context).toMatch(/build.*it does not fit.*changed nothing.*Work only on what is left/s);
  expect(failed.steps.map(({ status, attempts }) => [status, attempts])).toEqual([
    ...[
      ['done', [1]],
      ['failed', [2, 3]],
      ['pending', []],
    ],
  ]);

  const words = { task_description: 'Build {{name}} in another way.', hint: 'turn it off and on' };
  must(await system.client.retryFleet({ params, body: { targets: ['hard'], ...words } }));
  must(await system.client.continueFleet({ params, body: {} }));
  const ready = await system.waitFor(fleet_id, ({ status, reason }) => status === 'PAUSED' && reason?.code === 'merge_ready');
  expect(ready).toMatchObject({ gates: 2, steps: [{ done: 2 }, { done: 2 }, { name: 'merge', waiting: 2 }] });
  const retried = await targetOf('hard');
  expect(retried.attempts.map(({ trigger, words: said }) => [trigger, said?.hint])).toEqual([
    ...[
      ['initial', undefined],
      ['step', undefined],
      ['heal', undefined],
      ['retry', words.hint],
    ],
  ]);

  must(await system.client.approveTargets({ params, body: { targets: ['easy'] } }));
  await system.waitFor(fleet_id, ({ status, progress }) => status === 'PAUSED' && progress.counts.SUCCEEDED === 1);
  // What the failed attempt left was there for the heal.
  expect(await fileOn(easy.get('easy') ?? '', 'main', 'both')).toBe('half\n');
  await expect(fileOn(hard.get('hard') ?? '', 'main', 'both')).rejects.toThrow(/both/);
  must(await system.client.continueFleet({ params, body: {} }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({
    status: 'SUCCEEDED',
    gates: 0,
    progress: { counts: { SUCCEEDED: 2 } },
  });
  expect(await fileOn(hard.get('hard') ?? '', 'main', 'both')).toBe('half\n');
  const log = await execa('git', ['-C', hard.get('hard') ?? '', 'log', '--format=%B', 'main']);
  const trailers = log.stdout.split('\n').filter((line) => line.startsWith('Bgagent-Target:'));
  expect(new Set(trailers.map((line) => line.split('#')[1]))).toEqual(new Set(['1', '2', '4']));
  expect(await targetOf('hard')).toMatchObject({ outcome: 'changed', steps: [{}, {}, { status: 'done', attempts: [5] }] });
});
