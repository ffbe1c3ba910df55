import pRetry from 'p-retry';
import { isDeployed } from './deployed-stack.ts';
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
  const submit = async () => {
    const answer = await system.client.submitFleet({ body, headers: { 'idempotency-key': 'fifty' } });
    // The emulator has no time for fifty functions at once. Each is asked again until it answers; an embedded one must answer.
    if (isDeployed && answer.status === 502) throw new Error('502');
    return answer;
  };
  const answers = await Promise.all(Array.from({ length: 50 }, () => pRetry(submit, { retries: 30, maxTimeout: 2_000 })));
  const good = answers.flatMap((each) => (each.ok ? [each.data.fleet_id] : []));
  expect(answers.filter((each) => !each.ok && each.status !== 503)).toEqual([]);
  expect(new Set(good).size).toBe(1);
  await system.waitForEnd(good[0] ?? '');
  expect(await system.tasks()).toHaveLength(before + 2);
});
