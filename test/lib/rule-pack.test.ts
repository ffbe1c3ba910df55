import { Stack, Validations, type App } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { SettingsInput } from '../../lib/config.ts';
import { exampleApp, writeExample, type Example } from './example-app.ts';

/** Synthesis throws when the pack has findings without a reason. Its message lists them. */
function check(app: App): () => void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return () => void app.synth();
}

describe('the AWS Solutions rule pack', () => {
  let example: Example;
  beforeAll(async () => {
    example = await writeExample();
  });
  afterAll(() => example.remove());

  test.each<[string, Partial<SettingsInput>]>([
    ['as it comes', {}],
    ['with API Gateway checking tokens', { auth: { gateway_authorizer: true, issuer: 'https://issuer.example' } }],
    ['on one machine', { allow_shell: true, caller_verifiers: 'on', user_task_cap: 0, retain_data: false }],
    ['with mail', { alarm_email: 'ops@example.com' }],
  ])('has no finding without a reason: %s', async (_, settings) => {
    expect(check(await exampleApp(example, settings))).not.toThrow();
  });

  test('would find what is wrong', async () => {
    const app = await exampleApp(example);
    new Queue(new Stack(app, 'Careless'), 'Queue');
    expect(check(app)).toThrow();
  });
});
