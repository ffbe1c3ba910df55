import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { fixture } from '../../fixture-app.ts';
import { startFixture, type FixtureRuntime } from '../../fixture-runtime.ts';

let app: FixtureRuntime;
beforeAll(async () => {
  app = await startFixture();
});
afterAll(() => app.close());

test('a message for a receiver that is gone goes to the next one at once', async () => {
  const gone = new AbortController();
  const QueueUrl = app.queueUrl(fixture.eventsDlq);
  const waiting = app.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), { abortSignal: gone.signal });
  const lost = expect(waiting).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 200));
  gone.abort();
  await lost;
  await app.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for the next one' }));
  const { Messages = [] } = await app.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  expect(Messages.map((message) => message.Body)).toEqual(['for the next one']);
});
