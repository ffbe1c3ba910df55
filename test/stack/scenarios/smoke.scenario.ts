/** The smoke test for a live account, against the emulator, as far as that goes. */
import { join } from 'node:path';
import { execa } from 'execa';
import * as z from 'zod';
import { machineSecret } from '../../issuer/issuer-settings.ts';
import { stack } from './emulator.ts';

const sights = z.array(z.object({ what: z.string(), outcome: z.string(), said: z.string() }));
const root = join(import.meta.dirname, '../../..');
const machine = 'pipeline';

test('it sees everything that needs no live account, and names what does', async () => {
  const { endpoint, region, credentials } = stack.events;
  const run = await execa(process.execPath, ['smoke/main.ts', '--deployed', '--json', '--api-url', stack.api_url], {
    cwd: root,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      BGAGENT_CLIENT_ID: machine,
      BGAGENT_CLIENT_SECRET: machineSecret(machine),
    },
    reject: false,
  });
  const seen = sights.parse(JSON.parse(run.stdout));
  expect(seen.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
  expect(Object.fromEntries(seen.map(({ what, outcome }) => [what, outcome]))).toEqual({
    Refusals: 'seen',
    'Signed in': 'seen',
    Repositories: 'seen',
    'A fleet of three': 'seen',
    'A cancelled fleet': 'seen',
    'A waiting child of the workflow': 'only live',
    'A redrive': 'only live',
    'An alarm': 'only live',
  });
  expect(run.exitCode).toBe(0);
});
