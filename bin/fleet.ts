/** The CDK app, as cdk.json names it: `node bin/fleet.ts [-c stage=<stage>] [-c index-step=<n>]` writes the cloud assembly. */
import { defaultStage, settingsFor } from '../lib/config.ts';
import { synthesizeFleetApp } from '../lib/fleet-app.ts';
import { requestedIndexStep, requestedStage } from '../lib/requested-stage.ts';

const argv = process.argv.slice(2);
const stage = requestedStage(argv, process.env) ?? defaultStage;
const indexStep = requestedIndexStep(argv, process.env);
// The check of the template against CloudFormation's schemas takes seconds. The embedded runtime checks the template itself.
const validate = stage !== 'local';
const outdir = process.env['CDK_OUTDIR'] ?? 'cdk.out';
await synthesizeFleetApp({ settings: settingsFor(stage), outdir, validate, indexStep });
