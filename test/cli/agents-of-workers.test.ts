/** The agents in worker.yaml, as `bgagent local` tells them to its API. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentsOfWorkers } from '../../cli/config/agents-of-workers.ts';

let folder: string;
const before = process.env['BGAGENT_CONFIG_DIR'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bgagent-agents-'));
  process.env['BGAGENT_CONFIG_DIR'] = folder;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env['BGAGENT_CONFIG_DIR'];
  else process.env['BGAGENT_CONFIG_DIR'] = before;
});

test('without a file there are none', async () => {
  expect(await agentsOfWorkers()).toEqual({});
});

test('an agent that is a command takes no model', async () => {
  writeFileSync(join(folder, 'worker.yaml'), 'agents:\n  mine: { command: [my-agent] }\n');
  expect(await agentsOfWorkers()).toEqual({ mine: [] });
});

test('a preset takes the models that it lists, or every model', async () => {
  const claude = { preset: 'claude-code', model: 'opus', models: ['sonnet', 'opus'], fallback_models: ['haiku'] };
  writeFileSync(join(folder, 'worker.yaml'), JSON.stringify({ agents: { claude, codex: { preset: 'codex', model: 'gpt-5' } } }));
  expect(await agentsOfWorkers()).toEqual({ claude: ['opus', 'sonnet', 'haiku'], codex: null });
});

test('of a file that the worker cannot read they are not known', async () => {
  writeFileSync(join(folder, 'worker.yaml'), 'agents: [');
  expect(await agentsOfWorkers()).toBeUndefined();
});
