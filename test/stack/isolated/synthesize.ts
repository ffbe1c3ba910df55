/**
 * `node test/stack/isolated/synthesize.ts FOLDER`: synthesizes the app for a stage that only the tests have, whose tasks are done in containers.
 * A process of its own, because a scenario would load the CDK much more slowly.
 */
import { join } from 'node:path';
import { parseSettings } from '../../../lib/config.ts';
import { synthesizeFleetApp } from '../../../lib/fleet-app.ts';
import { most, stage } from './stage.ts';

const [, , outdir = ''] = process.argv;
const settings = parseSettings({
  stage,
  retain_data: false,
  workers: {
    kind: 'isolated',
    image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/worker:1',
    worker_yaml: join(import.meta.dirname, 'worker.yaml'),
    max: most,
    network: { kind: 'given', vpc_id: 'vpc-0123456789abcdef0', subnets: ['subnet-0123456789abcdef0'] },
  },
});
// test/lib/workers has the templates of such settings checked.
await synthesizeFleetApp({ settings, outdir, validate: false });
