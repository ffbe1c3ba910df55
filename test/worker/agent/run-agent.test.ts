/** Runs programs that tell their end and do not end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { presetNames, workerConfig, type PresetName } from '../../../contracts/worker-config.ts';
import { presets } from '../../../worker/agent/presets.ts';
import { runAgent, type AgentRun } from '../../../worker/agent/run-agent.ts';
import { createSandbox, type Sandbox } from '../../../worker/sandbox/sandbox.ts';
import { makeFolder, removeFolders } from '../git-repository.ts';
import { askWith } from './ask.ts';
import { recordedOutput, versionsOf } from './recorded-output.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox(makeFolder('run'));
  mkdirSync(sandbox.repo);
});
afterEach(async () => {
  await sandbox.remove();
  removeFolders();
});

/** Prints a recorded output, and then does what the script says. */
async function run(preset: PresetName, recorded: string, script: string, times: Pick<AgentRun, 'timeoutMs' | 'patienceMs'>) {
  const folder = makeFolder('program');
  const { stdout } = recordedOutput(preset, versionsOf(preset)[0] ?? '', recorded);
  writeFileSync(join(folder, 'prints'), stdout);
  const program = join(folder, 'program');
  writeFileSync(program, `#!/bin/sh\ncat '${join(folder, 'prints')}'\n${script}\n`, { mode: 0o755 });
  const config = workerConfig.parse({ agents: { tested: { preset, program } } }).agents['tested'];
  if (!config) throw new Error('The agent is there.');
  const given = {
    ...{ preset: presets[preset], agent: { name: 'tested', config }, program, ask: askWith(), prompt: '' },
    ...{ env: { PATH: process.env['PATH'] ?? '' }, signal: new AbortController().signal },
  };
  const output = { shown: { append: () => undefined }, raw: { append: () => undefined } };
  return runAgent({ ...given, ...times }, sandbox, output);
}

const stays = 'exec sleep 1000';

test.each(presetNames)('%s is ended when it stays although it has told its end, and that end counts', async (preset) => {
  const times = { timeoutMs: 600_000, patienceMs: 50 };
  const well = await run(preset, 'edit', stays, times);
  expect(well.reading).toMatchObject({ ok: true, turns: 3 });
  const failed = await run(preset, '500', stays, times);
  expect(failed.reading).toMatchObject({ ok: false, failure: { kind: 'provider' } });
  expect([well.end.kind, failed.end.kind]).not.toContain('timed-out');
});

test.each(presetNames)('%s is not ended when it goes on after it has told an end', async (preset) => {
  const [first = ''] = recordedOutput(preset, versionsOf(preset)[0] ?? '', 'edit').stdout.split('\n');
  const { end } = await run(preset, 'edit', `echo '${first}'; ${stays}`, { timeoutMs: 900, patienceMs: 500 });
  expect(end).toEqual({ kind: 'timed-out' });
});
