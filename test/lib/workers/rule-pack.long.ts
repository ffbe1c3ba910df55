import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import type { SettingsInput } from '../../../lib/config.ts';
import { isolatedWorkers, pooledWorkers, secretArn, writeWorkerYaml } from './examples.ts';

const { file, folder } = writeWorkerYaml();
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const given = { kind: 'given', vpc_id: 'vpc-0123456789abcdef0', subnets: ['subnet-0123456789abcdef0'] };
const apps: readonly (readonly [name: string, workers: SettingsInput['workers']])[] = [
  ['a container for each task', isolatedWorkers(file, { github_app: secretArn('app'), spot: true })],
  ['the same in a network that is there', isolatedWorkers(file, { network: given })],
  ['the same with a public image, measured', isolatedWorkers(file, { container_insights: true, image: 'ghcr.io/acme/worker:1' })],
  ['a service of workers', pooledWorkers(file)],
  ['the same without NAT', pooledWorkers(file, { network: { kind: 'own', nat: 'none' }, spot: true })],
];

test('the AWS Solutions rule pack has no finding without a reason, with any kind of workers', async () => {
  const program = join(import.meta.dirname, '../check-with-rule-pack.ts');
  const asked = apps.map(([, workers]) => JSON.stringify({ workers }));
  const { stdout } = await execa(process.execPath, [program, ...asked], { env: { NODE_ENV: 'test' } });
  const findings = z.array(z.string().nullable()).parse(JSON.parse(stdout.split('\n').at(-1) ?? ''));
  // The last one is of a stack that is careless, which shows that the pack finds something.
  expect(findings.pop()).toContain('Careless');
  expect(Object.fromEntries(apps.map(([name], at) => [name, findings[at]]))).toEqual(
    Object.fromEntries(apps.map(([name]) => [name, null])),
  );
});
