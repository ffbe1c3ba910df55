/** The CDK app, as cdk.json names it: `node bin/fleet.ts [-c stage=<stage>]` writes the cloud assembly. */
import { defaultStage, settingsFor } from '../lib/config.ts';
import { synthesizeFleetApp } from '../lib/fleet-app.ts';
import { requestedStage } from '../lib/requested-stage.ts';

const stage = requestedStage(process.argv.slice(2), process.env) ?? defaultStage;
// The check of the template against CloudFormation's schemas takes seconds. The embedded runtime checks the template itself.
const validate = stage !== 'local';
await synthesizeFleetApp({ settings: settingsFor(stage), outdir: process.env['CDK_OUTDIR'] ?? 'cdk.out', validate });
