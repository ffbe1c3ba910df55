/** The functions of isolated workers as they are shipped: what they weigh, and that they start. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionEnvironment, workerFunctionNames } from '../../../contracts/environment.ts';
import { bundleFunctions, type Bundles } from '../../../lib/bundle.ts';
import { load } from '../shipped.ts';

let folder: string;
let bundles: Bundles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bgagent-shipped-'));
  bundles = await bundleFunctions(folder, undefined, workerFunctionNames);
});
afterAll(() => rm(folder, { recursive: true }));

const values: Readonly<Record<string, string>> = {
  DURATIONS: '{}',
  FORGES: '[]',
  FORGE_TOKENS: '[]',
  GITHUB_APP: '',
  ALLOW_DIRECT_MERGE: 'false',
  WORKER_NETWORK: '{"subnets":["subnet-1"],"security_groups":["sg-1"],"public_ip":false}',
  WORKER_MAX: '20',
  WORKER_SPOT: 'false',
};

describe.each(workerFunctionNames)('%s', (name) => {
  const bundle = (): string => bundles[name] ?? '';

  test('starts with the variables that the stack gives it', async () => {
    const valueOf = (variable: string): string =>
      values[variable] ?? (variable.endsWith('_URL') ? 'http://127.0.0.1:9/x' : `${variable}-value`);
    const given = functionEnvironment[name].map((variable: string): [string, string] => [variable, valueOf(variable)]);
    const environment = Object.fromEntries(given);
    expect(await load(bundle(), { ...environment, AWS_REGION: 'us-east-1', POWERTOOLS_TRACE_ENABLED: 'false' })).toBe('function');
    expect(await load(bundle(), { ...environment, AWS_REGION: 'us-east-1', TASK_TABLE: '' })).toContain('TASK_TABLE');
  });

  test('is small enough to start fast', async () => {
    expect((await stat(join(bundle(), 'index.mjs'))).size).toBeLessThan(1_000_000);
  });
});
