/** An alarm that is set by hand arrives where alarms go: a queue that is subscribed to the topic for as long as the step runs. */
import { DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { serviceStackOf } from '../stage.ts';
import { until } from '../until.ts';
import type { Setting, Step } from './step.ts';

export const alarm: Step = {
  what: 'An alarm',
  onlyLive: 'emulators send no message for an alarm, and check no policy of the topic',
  async run(setting) {
    const { aws, resource, name } = setting.stage;
    const TopicArn = resource('AlarmTopic');
    const queue = await makeQueue(setting, TopicArn);
    const { SubscriptionArn } = await aws.sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, ReturnSubscriptionArn: true }),
    );
    try {
      const { MetricAlarms = [] } = await aws.cloudwatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: `${serviceStackOf(name)}-`, MaxRecords: 1 }),
      );
      const AlarmName = MetricAlarms[0]?.AlarmName;
      if (AlarmName === undefined) throw new Error('the stage has no alarm');
      const StateReason = 'bgagent smoke test';
      await aws.cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason }));
      await aws.cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason }));
      await until(
        async () => {
          const { Messages = [] } = await aws.sqs.send(
            new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 10, MaxNumberOfMessages: 10 }),
          );
          return Messages.some(({ Body }) => Body?.includes(AlarmName) === true) ? true : undefined;
        },
        `the message of ${AlarmName}`,
        60,
      );
      await aws.cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason }));
      return `${AlarmName} arrived at its topic`;
    } finally {
      if (SubscriptionArn !== undefined) await aws.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await aws.sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
    }
  },
};

async function makeQueue({ stage: { aws, name } }: Setting, topic: string) {
  const { QueueUrl: url } = await aws.sqs.send(new CreateQueueCommand({ QueueName: `bgagent-${name}-smoke-${Date.now()}` }));
  if (url === undefined) throw new Error('SQS made a queue without an address');
  const { Attributes } = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  const arn = Attributes?.QueueArn ?? '';
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': topic } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
  return { url, arn };
}
