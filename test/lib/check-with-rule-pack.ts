/**
 * A program: synthesizes the app as it is set in each argument (JSON), and once more with a careless queue, and checks it with the AWS
 * Solutions rule pack. Prints what the synthesis said of each as a JSON list; null: nothing is wrong.
 */
import { Stack, Validations, type App } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { SettingsInput } from '../../lib/config.ts';
import { exampleApp, writeExample } from './example-app.ts';

/** Synthesis throws when the pack has findings without a reason. Its message lists them. */
function findingsOf(app: App): string | null {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
    return null;
  } catch (error) {
    return String(error);
  }
}

const example = await writeExample();
try {
  const findings: (string | null)[] = [];
  for (const argument of process.argv.slice(2)) {
    // The test that starts this program writes it.
    const settings = JSON.parse(argument) as Partial<SettingsInput>;
    findings.push(findingsOf(await exampleApp(example, settings)));
  }
  const careless = await exampleApp(example);
  new Queue(new Stack(careless, 'Careless'), 'Queue');
  findings.push(findingsOf(careless));
  console.log(JSON.stringify(findings));
} finally {
  await example.remove();
}
