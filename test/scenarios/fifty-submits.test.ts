import { patientFetch } from '../../cli/api/patient-fetch.ts';
import { createClient } from '../../contracts/http/client.ts';
import { System } from './system.ts';

let system: System;
beforeAll(async () => {
  system = await System.start();
});
afterAll(() => system.close());

test('fifty equal submits at once are one fleet', async () => {
  await system.onboard(['one', 'two']);
  const body = {
    title: 'Fifty',
    workflow_ref: 'shell/run-v1',
    params: { command: 'touch x' },
    targets: ['acme/one', 'acme/two'],
    failure: null,
  };
  const before = (await system.tasks()).length;
  // As the command line sends it: again, where the API has no time for fifty at once.
  const client = createClient({ baseUrl: system.apiUrl, token: system.token, fetch: patientFetch(() => undefined) });
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => client.submitFleet({ body, headers: { 'idempotency-key': 'fifty' } })),
  );
  const good = answers.flatMap((each) => (each.ok ? [each.data.fleet_id] : []));
  expect(answers.filter((each) => !each.ok && ![502, 503].includes(each.status))).toEqual([]);
  expect(new Set(good).size).toBe(1);
  await system.waitForEnd(good[0] ?? '');
  expect(await system.tasks()).toHaveLength(before + 2);
});
