/** A message in each queue that its receiver cannot understand, beside a fleet that goes on. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../../scenarios/answers.ts';
import { System } from '../../scenarios/system.ts';
import { deadLetters, readDeadLetter, redrive, removeDeadLetter } from './dead-letters.ts';
import { queueUrl, sqs } from './emulator.ts';
import { hurried } from './hurried-queue.ts';
import { manyRepositories } from './many-repositories.ts';
import { expectDoneOnce } from './sound-fleet.ts';

let system: System;
beforeAll(async () => {
  system = await System.start({ workers: 1, concurrency: 4, sandbox: 'none' });
});
afterAll(() => system.close());

const poison = (queue: string): string => JSON.stringify({ kind: 'poison', for: queue });
const queues = ['MailboxQueue', 'TimersQueue', 'TaskQueue', 'WebhooksQueue'] as const;

async function put(queue: string): Promise<void> {
  const fifo = queue === 'MailboxQueue' ? { MessageGroupId: 'poison', MessageDeduplicationId: `poison-${Date.now()}` } : {};
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody: poison(queue), ...fifo }));
}

/** Waits until the dead-letter queues have so many messages more than before. */
async function untilDead(wanted: Readonly<Record<string, number>>): Promise<void> {
  for (const end = Date.now() + 120_000; Date.now() < end;) {
    if (JSON.stringify(Object.entries(await deadLetters()).sort()) === JSON.stringify(Object.entries(wanted).sort())) return;
    await sleep(500);
  }
  expect(await deadLetters()).toEqual(wanted);
}

test('each ends in a dead-letter queue, and nothing else does', async () => {
  const { repos, folder } = await manyRepositories(system, 6, 'poisoned');
  const before = await deadLetters();
  expect(before).toEqual({});
  const body = {
    ...{ title: 'Poisoned', workflow_ref: 'shell/run-v1', params: { command: 'echo "$BGAGENT_REPO" > changed' } },
    ...{ targets: [...repos], max_concurrency: 2, failure: null },
  };
  const { fleet_id } = must(await system.client.submitFleet({ body }));
  for (const queue of queues) await put(queue);
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED', progress: { counts: { SUCCEEDED: 6 } } });
  await expectDoneOnce(system, fleet_id, folder);

  // What is read by the actor and the clock is set aside at once; the others are tried as often as their queue says.
  const all = { MailboxDlq: 2, TaskDlq: 1, WebhooksDlq: 1 };
  await hurried('TaskQueue', 2, () => hurried('WebhooksQueue', 2, () => untilDead(all)));

  // Sent back while its cause is still there, it comes back.
  expect(await readDeadLetter('WebhooksDlq')).toBe(poison('WebhooksQueue'));
  await hurried('WebhooksQueue', 2, async () => {
    expect(await redrive('WebhooksDlq', 'WebhooksQueue')).toBe(poison('WebhooksQueue'));
    await untilDead(all);
  });
  const taken = [await removeDeadLetter('MailboxDlq'), await removeDeadLetter('MailboxDlq'), await removeDeadLetter('TaskDlq')];
  expect([...taken, await removeDeadLetter('WebhooksDlq')].sort()).toEqual(queues.map(poison).sort());
  expect(await deadLetters()).toEqual({});
});
