/** A receiver of webhooks that is down until its events are dead letters: when it is well again, an operator sends them back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startReceiver, type Receiver } from '../../adapters/webhook/receiver.ts';
import { must } from '../../scenarios/answers.ts';
import { System } from '../../scenarios/system.ts';
import { deadLetters, readDeadLetter, redrive } from './dead-letters.ts';
import { hurried } from './hurried-queue.ts';
import { expectSound } from './sound-fleet.ts';

let system: System;
let receiver: Receiver;
let status = 503;
beforeAll(async () => {
  system = await System.start({ sandbox: 'none' });
  receiver = await startReceiver(() => ({ status }));
});
afterAll(async () => {
  await receiver.close();
  await system.close();
});

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end;) {
    if (await holds()) return;
    await sleep(250);
  }
  throw new Error(`Waited too long until ${what}.`);
}
const types = (bodies: readonly string[]) =>
  // A body that this test's stack posted: an event.
  [...new Set(bodies)].map((body) => (JSON.parse(body) as { 'detail-type': string })['detail-type']).sort();

test('each event arrives once more, and the queue is empty', async () => {
  await system.onboard(['hooked']);
  const before = await deadLetters();
  const body = {
    ...{ title: 'Hooked', workflow_ref: 'shell/run-v1', params: { command: 'touch x' }, targets: ['acme/hooked'], failure: null },
    notify: { webhooks: [`${receiver.url}/hook`] },
  };
  const dead = { ...before, WebhooksDlq: (before['WebhooksDlq'] ?? 0) + 2 };
  let fleetId = '';
  await hurried('WebhooksQueue', 2, async () => {
    fleetId = must(await system.client.submitFleet({ body })).fleet_id;
    expect(await system.waitForEnd(fleetId)).toMatchObject({ status: 'SUCCEEDED' });
    await until('both events are dead letters', async () => (await deadLetters())['WebhooksDlq'] === dead.WebhooksDlq);
  });
  const refused = receiver.received.length;
  expect(refused).toBeGreaterThanOrEqual(2);
  expect(await readDeadLetter('WebhooksDlq')).toContain(fleetId);

  status = 204;
  const sent = [await redrive('WebhooksDlq', 'WebhooksQueue'), await redrive('WebhooksDlq', 'WebhooksQueue')];
  expect(sent.every((each) => each.includes(fleetId))).toBe(true);
  await until('both have arrived', () => receiver.received.length >= refused + 2);
  const arrived = receiver.received.slice(refused);
  expect(types(arrived.map((each) => each.body))).toEqual(['Fleet Finished', 'Fleet Started']);
  expect(arrived.map(({ headers }) => headers['bgagent-signature'])).toEqual([
    expect.stringMatching(/^sha256=/),
    expect.stringMatching(/^sha256=/),
  ]);
  await until('the queue is empty', async () => JSON.stringify(await deadLetters()) === JSON.stringify(before));
  await expectSound(system, fleetId);
});
