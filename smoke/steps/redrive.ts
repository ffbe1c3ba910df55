/** A message in a dead-letter queue goes back to its queue, and is understood there. It says only where to look, so it does no harm. */
import { GetQueueAttributesCommand, SendMessageCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { until } from '../until.ts';
import { endedFleet, type Setting, type Step } from './step.ts';

export const redrive: Step = {
  what: 'A redrive',
  onlyLive: 'emulators have no StartMessageMoveTask',
  async run(setting) {
    const { aws, resource } = setting.stage;
    const [dead, queue] = [resource('TimersDlq'), resource('TimersQueue')];
    const before = await messagesIn(setting, dead);
    const MessageBody = JSON.stringify({ v: 1, kind: 'timer', fleet_id: endedFleet(setting) });
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody }));
    await aws.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: await arnOf(setting, dead) }));
    await until(
      async () => {
        const left = (await messagesIn(setting, dead)) + (await messagesIn(setting, queue));
        return left <= before ? true : undefined;
      },
      'the message to be taken',
      120,
    );
    return 'a message in TimersDlq went back to its queue and was taken there';
  },
};

async function messagesIn({ stage: { aws } }: Setting, QueueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

async function arnOf({ stage: { aws } }: Setting, QueueUrl: string): Promise<string> {
  const { Attributes } = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return Attributes?.QueueArn ?? '';
}
