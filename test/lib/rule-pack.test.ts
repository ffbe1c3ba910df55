import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import type { SettingsInput } from '../../lib/config.ts';

const apps: readonly [name: string, settings: Partial<SettingsInput>][] = [
  ['as it comes', {}],
  ['with API Gateway checking tokens', { auth: { gateway_authorizer: true, issuer: 'https://issuer.example' } }],
  ['on one machine', { allow_shell: true, caller_verifiers: 'on', user_task_cap: 0, retain_data: false }],
  ['with mail', { alarm_email: 'ops@example.com' }],
  ['with a pool of users', { auth: { cognito: { domain_prefix: 'acme', machines: { portal: ['fleets:read'] } } } }],
];

describe('the AWS Solutions rule pack', () => {
  let findings: readonly (string | null)[];
  /** In a process of its own: without the tests' transformation the pack is loaded in a tenth of the time. */
  beforeAll(async () => {
    const program = join(import.meta.dirname, 'check-with-rule-pack.ts');
    const asked = apps.map(([, settings]) => JSON.stringify(settings));
    // In a test the error of a synthesis lists the findings.
    const { stdout } = await execa(process.execPath, [program, ...asked], { env: { NODE_ENV: 'test' } });
    findings = z.array(z.string().nullable()).parse(JSON.parse(stdout.split('\n').at(-1) ?? ''));
  });

  test.each(apps.map(([name], at) => [name, at] as const))('has no finding without a reason: %s', (_, at) => {
    expect(findings[at]).toBeNull();
  });

  test('would find what is wrong', () => {
    expect(findings).toHaveLength(apps.length + 1);
    expect(findings.at(-1)).toContain('Careless');
  });
});
