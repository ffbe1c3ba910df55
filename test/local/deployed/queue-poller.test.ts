import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { fixture } from '../fixture-app.ts';
import { startFixture, waitFor, type FixtureRuntime } from '../fixture-runtime.ts';

let app: FixtureRuntime;
beforeAll(async () => {
  app = await startFixture();
});
afterAll(async () => {
  await app.close();
});

let sent = 0;
async function send(group: string, body: object): Promise<void> {
  sent += 1;
  const message = { MessageGroupId: group, MessageDeduplicationId: String(sent), MessageBody: JSON.stringify(body) };
  await app.sqs.send(new SendMessageCommand({ QueueUrl: app.queueUrl(fixture.mail), ...message }));
}

const ofGroup = async (what: string, group: string) =>
  (await app.notes(what)).filter((note) => note['group'] === group || note['in'] === group);

test('gives a group its messages one at a time and in order', async () => {
  for (let n = 0; n < 5; n += 1) await send('ordered', { in: 'ordered', n, pause: 20 });
  await waitFor(
    () => ofGroup('done', 'ordered'),
    (notes) => notes.length === 5,
  );
  const started = await ofGroup('message', 'ordered');
  expect(started.map((note) => note['n'])).toEqual([0, 1, 2, 3, 4]);
});

test('works on other groups while one is busy', async () => {
  await send('slow', { in: 'slow', pause: 700 });
  await waitFor(
    () => ofGroup('message', 'slow'),
    (notes) => notes.length === 1,
  );
  await send('quick', { in: 'quick' });
  await waitFor(
    () => ofGroup('done', 'quick'),
    (notes) => notes.length === 1,
  );
  expect(await ofGroup('done', 'slow')).toEqual([]);
});

test('delivers a failed message again before the later ones of its group, then puts it into the dead-letter queue', async () => {
  await send('failing', { in: 'failing', n: 1, fail: true });
  await send('failing', { in: 'failing', n: 2 });
  await waitFor(
    () => ofGroup('done', 'failing'),
    (notes) => notes.length === 1,
  );
  const tried = (await ofGroup('message', 'failing')).map((note) => [note['n'], note['tries']]);
  expect(tried).toEqual([
    [1, 1],
    [1, 2],
    [2, 1],
  ]);
  const { Messages = [] } = await app.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: app.queueUrl(fixture.mailDlq), WaitTimeSeconds: 5 }),
  );
  expect(Messages.map((message) => message.Body)).toEqual([JSON.stringify({ in: 'failing', n: 1, fail: true })]);
});

test('keeps the whole batch when the function throws', async () => {
  await send('throwing', { in: 'throwing', throw: true });
  const tried = await waitFor(
    () => ofGroup('message', 'throwing'),
    (notes) => notes.length === 2,
  );
  expect(tried.map((note) => note['tries'])).toEqual([1, 2]);
  expect(app.warnings.some((line) => line.includes('fixture-handler failed on 1 message(s): as asked'))).toBe(true);
});
