import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { fixture } from './fixture-app.ts';
import type { FixtureRuntime } from './fixture-runtime.ts';

/** Kinds of the events that the fixture's function was told of. */
export async function eventsTold(app: FixtureRuntime): Promise<unknown[]> {
  const told = (await app.notes('event')).filter((note) => note['source'] === 'fixture');
  // Only events with such a detail pass the fixture's rule.
  return told.map((note) => (note['detail'] as { kind: string }).kind);
}

/** The changes called `name` (intruder.ts) that have happened, and every message that was sent. */
export async function whatHappened(app: FixtureRuntime, name: string): Promise<string[]> {
  const executionArn = `${fixture.machine.replace(':stateMachine:', ':execution:')}:${name}`;
  const QueueUrl = app.queueUrl(fixture.mailDlq);
  const { Messages = [] } = await app.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const started = await app.sfn.send(new DescribeExecutionCommand({ executionArn })).catch(() => undefined);
  return [
    ...(await app.notes(name)).map(() => 'item'),
    ...Messages.map((message) => `message ${message.Body ?? ''}`),
    ...(started === undefined ? [] : ['execution']),
    ...(await eventsTold(app)).filter((kind) => kind === name).map(() => 'event'),
  ];
}
