/** A machine signs in at the issuer with a secret of its own, and uses the deployed API. */
import { createClient } from '../../../contracts/http/client.ts';
import { machineTokenAt } from '../../issuer/start-issuer.ts';
import { must } from '../../scenarios/answers.ts';
import { System } from '../../scenarios/system.ts';
import { stack } from './emulator.ts';

let system: System;
beforeAll(async () => {
  system = await System.start({ sandbox: 'none' });
  await system.onboard(['a']);
});
afterAll(() => system.close());

test('it does what its scopes say, and is told which one is missing', async () => {
  const token = await machineTokenAt(stack.issuer.issuer, 'pipeline', 'fleets:write');
  const client = createClient({ baseUrl: system.apiUrl, token });
  const work = { title: 'Nightly', workflow_ref: 'shell/run-v1', params: { command: 'touch y' } };
  const { fleet_id } = must(await client.submitFleet({ body: { ...work, targets: ['acme/a'], failure: null } }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED' });
  expect(must(await client.getFleet({ params: { fleet_id } }))).toMatchObject({ status: 'SUCCEEDED' });
  const refused = await client.putRepo({ params: { owner: 'acme', name: 'z' }, body: { clone_url: '/srv/z.git' } });
  expect(refused).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } });
  expect(!refused.ok && refused.error.message).toContain('repos:write');
});
