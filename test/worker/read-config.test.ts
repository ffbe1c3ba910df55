/** worker.yaml: what is accepted, and how problems are named. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  ['agents:\n  a:\n    command: []\n', /worker\.yaml:3: agents\.a\.command: /],
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
])('%j names its lines', (text, expected) => {
  expect(read(text)).toMatch(expected);
});

test('a missing file reads as the defaults, unless a person named it', () => {
  const file = join(makeFolder('config'), 'worker.yaml');
  expect(readWorkerConfig(file, { required: false })).toMatchObject({ agents: {} });
  expect(() => readWorkerConfig(file, { required: true })).toThrow(/there is no such file/);
});
