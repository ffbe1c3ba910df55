import { Annotations, ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import { nameResource } from '../logical-id.ts';

/** The topic that every alarm goes to, and from there to the address of the settings; without one, the synthesis warns. */
export function addAlarmTopic(scope: Construct, settings: Settings): Topic {
  // Names of queues and functions are all that an alarm says, so it needs no key of its own; it travels encrypted.
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true });
  letCloudWatchPublish(topic);
  if (settings.alarm_email === undefined) Annotations.of(topic).addWarningV2('bgagent:alarm-email', nobodyIsTold);
  else topic.addSubscription(new EmailSubscription(settings.alarm_email));
  nameResource(topic, 'AlarmTopic');
  return topic;
}

/** A topic with a policy of its own has lost the default one, which let the alarms of the account in. */
function letCloudWatchPublish(topic: Topic): void {
  const alarms = Stack.of(topic).formatArn({
    ...{ service: 'cloudwatch', resource: 'alarm', resourceName: '*' },
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnLike: { 'aws:SourceArn': alarms } },
    }),
  );
}

const nobodyIsTold =
  'Alarms are mailed to nobody: set alarm_email of the stage in lib/config.ts, or subscribe to the topic AlarmTopic yourself.';
