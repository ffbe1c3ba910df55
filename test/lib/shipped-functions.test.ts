import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { bundleFunctions, functionNames } from '../../lib/bundle.ts';
import type { Bundles } from '../../lib/bundle.ts';
import { resourcesOf, synthesizeExample } from './example-app.ts';
import type { Template } from './example-app.ts';

const variables = z.object({ FunctionName: z.string(), Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });

/** Values that a deployment might give; only whether a variable is there is tested here. */
function valueOf(name: string): string {
  if (name === 'DURATIONS') return '{}';
  if (name.startsWith('ALLOW_')) return 'false';
  if (name === 'CALLER_VERIFIERS') return 'off';
  if (name === 'USER_TASK_CAP') return '10';
  if (name.endsWith('_URL')) return 'http://127.0.0.1:9/queue';
  return name.endsWith('JWKS') ? '{"keys":[{"kty":"EC","kid":"one"}]}' : `${name}-value-that-is-long-enough`;
}

/** The environment of a function as the template has it, as Lambda would give it. */
function environmentOf(template: Template, name: string): Record<string, string> {
  const all = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => variables.parse(Properties));
  const found = all.find(({ FunctionName }) => FunctionName === `bgagent-test-${name}`)?.Environment.Variables ?? {};
  const given = Object.entries(found).map(([key, value]) => [key, typeof value === 'string' ? value : valueOf(key)]);
  return { AWS_REGION: 'us-east-1', POWERTOOLS_TRACE_ENABLED: 'false', ...Object.fromEntries(given) } as Record<string, string>;
}

/** Loads a bundle in a process of its own and says what `handler` is, or why it does not load. */
async function load(bundle: string, environment: Record<string, string>): Promise<string> {
  const module = JSON.stringify(pathToFileURL(join(bundle, 'index.mjs')).href);
  const script = `const { handler } = await import(${module}); process.stdout.write(typeof handler); process.exit();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return output;
}

describe('the functions that are shipped', () => {
  let folder: string;
  let bundles: Bundles;
  let template: Template;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bgagent-shipped-'));
    bundles = await bundleFunctions(join(folder, 'bundles'));
    template = (await synthesizeExample({ folder, bundles, remove: () => Promise.resolve() })).service;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(functionNames)('%s starts with the environment that the stack gives it, and nothing else', async (name) => {
    expect(await load(bundles[name], environmentOf(template, name))).toBe('function');
  });

  test('a variable that is empty is named at the start', async () => {
    const environment = { ...environmentOf(template, 'clock'), MAILBOX_QUEUE_URL: '' };
    expect(await load(bundles.clock, environment)).toContain('MAILBOX_QUEUE_URL');
  });

  test.each(functionNames)('%s is small enough to start fast', async (name) => {
    expect((await stat(join(bundles[name], 'index.mjs'))).size).toBeLessThan(1_000_000);
  });
});
