/** Settings of workers for the tests, and a worker.yaml for them. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingsInput } from '../../../lib/config.ts';

export const secretArn = (name: string): string => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-AbCdEf`;

export const claudeYaml = 'agents:\n  claude:\n    preset: claude-code\n    env:\n      ANTHROPIC_API_KEY: $ANTHROPIC_API_KEY\n';

/** Writes a worker.yaml into a folder of its own, which the test removes. */
export function writeWorkerYaml(text = claudeYaml): { readonly file: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bgagent-worker-yaml-'));
  const file = join(folder, 'worker.yaml');
  writeFileSync(file, text);
  return { file, folder };
}

type Workers = NonNullable<SettingsInput['workers']>;

const secrets = [{ env: 'ANTHROPIC_API_KEY', secret: secretArn('anthropic') }];

export const isolatedWorkers = (file: string, more: object = {}): Workers => ({
  kind: 'isolated',
  image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/worker:1',
  worker_yaml: file,
  secrets,
  ...more,
});

export const pooledWorkers = (file: string, more: object = {}): Workers => ({
  kind: 'pooled',
  image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/worker:1',
  worker_yaml: file,
  secrets,
  ...more,
});
