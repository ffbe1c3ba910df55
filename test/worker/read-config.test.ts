/** worker.yaml: what is accepted, and how problems are named. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelsOf } from '../../contracts/worker-config.ts';
import { readWorkerConfig } from '../../worker/read-config.ts';
import { makeFolder, removeFolders } from './git-repository.ts';

afterEach(removeFolders);

function read(text: string) {
  const file = join(makeFolder('config'), 'worker.yaml');
  writeFileSync(file, text);
  try {
    return readWorkerConfig(file, { required: true });
  } catch (error) {
    return String(error).replaceAll(file, 'worker.yaml');
  }
}

test('a good file', () => {
  const text = `# agents
agents:
  claude:
    command: [claude, -p]
    env: { KEY: $KEY }
default_agent: claude
forges:
  - host: github.com
    token_env: GITHUB_TOKEN
`;
  expect(read(text)).toMatchObject({ agents: { claude: { command: ['claude', '-p'] } }, forges: [{ host: 'github.com' }] });
  expect(read('')).toMatchObject({ agents: {}, forges: [] });
});

test.each([
  ['agents:\n  a:\n    command: []\n', /worker\.yaml:3: agents\.a\.command: must have at least 1 element$/],
  ['agents:\n  a:\n    command: my-agent\n', /worker\.yaml:3: agents\.a\.command: must be a list, not a string$/],
  ['agents:\n  a:\n    preset: codex\n    modl: m\n', /worker\.yaml:4: agents\.a: no such setting: "modl"$/],
  ['concurrency: 4\ngit:\n  user_nam: x\n', /worker\.yaml:3: git: .*user_nam/],
  [
    'agents:\n  a: {command: [x]}\ndefault_agent: b\n',
    /worker\.yaml:3: default_agent: "b" must be one of the agents \(configured: a\)/,
  ],
  ['agents:\n  a: [\n', /worker\.yaml:\d: is not valid YAML/],
  [
    'forges:\n  - host: x\n    token_env: "no good"\n',
    /worker\.yaml:3: forges\.0\.token_env: must be the name of an environment variable/,
  ],
  ['- a\n', /worker\.yaml:1: /],
  ['concurrency: 0\nforges: 3\n', /worker\.yaml:1: concurrency: .*\n.*worker\.yaml:2: forges: /],
  ['agents:\n  a: {}\n', /worker\.yaml:2: agents\.a: must have a command, or a preset: claude-code, codex/],
  ['agents:\n  a: 7\n', /worker\.yaml:2: agents\.a: must be an object with a command or a preset/],
  ['agents:\n  a: {preset: codex, command: [x]}\n', /agents\.a: must have a command or a preset, not both/],
  ['agents:\n  a:\n    preset: claude\n', /worker\.yaml:3: agents\.a\.preset: must be one of the presets: claude-code, codex/],
  ['agents:\n  a: {command: [x], model: m}\n', /agents\.a: .*"model"/],
  ['agents:\n  a:\n    preset: codex\n    fallback_models: [m]\n', /worker\.yaml:4: agents\.a\.fallback_models: is not taken/],
  [
    'agents:\n  a:\n    preset: claude-code\n    prices: {input: 1, output: 2}\n',
    /worker\.yaml:4: agents\.a\.prices: is not taken/,
  ],
  ['agents:\n  a: {preset: claude-code, usd_per_hour: 1}\n', /agents\.a\.usd_per_hour: is not taken/],
  ['agents:\n  a: {preset: codex, prices: {input: -1}}\n', /agents\.a\.prices\.input: .*\n.*agents\.a\.prices\.output: /],
  [
    'agents:\n  a: {preset: codex, program: ./codex}\n',
    /agents\.a\.program: must be the name of a program on the PATH, or an abs/,
  ],
  ['agents:\n  a: {preset: codex, base_url: "ftp://x"}\n', /agents\.a\.base_url: must be an http or https URL/],
  ['agents:\n  a: {preset: codex, model: -m}\n', /agents\.a\.model: must be the name of a model/],
  ['agents:\n  a: {preset: codex, max_budget_usd: 0.001, max_turns: 0}\n', /max_turns: .*\n.*max_budget_usd: /],
  ['agents:\n  "a b": {preset: codex}\n', /agents\.a b: must be the name of an agent/],
  ['sandbox: none\nnetwork: list\n', /worker\.yaml:2: network: "list" needs sandbox: bubblewrap/],
  ['network: on\nallow_hosts: [a]\n', /worker\.yaml:2: allow_hosts: is used with network: list only/],
  [
    'agents:\n  a: {preset: gpt}\n  b: {preset: codex, modell: m}\ndefault_agent: c\n',
    /:2: agents\.a\.preset: .*\n.*:3: agents\.b: .*"modell".*\n.*:4: default_agent: "c" must be one of the agents \(configured: a, b\)/,
  ],
])('%j names its lines', (text, expected) => {
  expect(read(text)).toMatch(expected);
});

test('a preset with all that it may have', () => {
  const text = `
agents:
  claude: { preset: claude-code, program: /opt/claude, model: sonnet, models: [opus], fallback_models: [haiku], args: [--bare], home: worker,
    base_url: 'http://127.0.0.1:1', max_turns: 9, max_budget_usd: 0.5, env: { ANTHROPIC_API_KEY: $KEY }, timeout_s: 60 }
  codex: { preset: codex, prices: { input: 1.25, cached_input: 0.125, output: 10 }, usd_per_hour: 20 }
sandbox: bubblewrap
network: list
allow_hosts: [registry.npmjs.org]
caches: [~/.npm]
read_only: [~/tools]
`;
  const config = read(text.replace('home: worker,', ''));
  expect(config).toMatchObject({ agents: { claude: { home: 'own', args: ['--bare'] }, codex: { args: [], usd_per_hour: 20 } } });
  if (typeof config === 'string') throw new Error(config);
  const [claude, codex] = Object.values(config.agents);
  expect([claude && modelsOf(claude), codex && modelsOf(codex)]).toEqual([['sonnet', 'opus', 'haiku'], null]);
  expect(modelsOf({ command: ['x'], env: {} })).toEqual([]);
});

test('a missing file reads as the defaults, unless a person named it', () => {
  const file = join(makeFolder('config'), 'worker.yaml');
  expect(readWorkerConfig(file, { required: false })).toMatchObject({ agents: {} });
  expect(() => readWorkerConfig(file, { required: true })).toThrow(/there is no such file/);
});
