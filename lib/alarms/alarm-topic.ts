/** The topic that mails the alarms to the address of the settings. */
import { Annotations, ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import { nameResource } from '../logical-id.ts';

/** Without an address in the settings, the synthesis warns. */
export function addAlarmTopic(scope: Construct, settings: Settings): Topic {
  // No key of its own: an alarm names queues and functions only, and TLS encrypts it on its way.
  const topic = new Topic(scope, 'AlarmTopic', { enforceSSL: true });
  letCloudWatchPublish(topic);
  if (settings.alarm_email === undefined) Annotations.of(topic).addWarningV2('bgagent:alarm-email', noAddress);
  else topic.addSubscription(new EmailSubscription(settings.alarm_email));
  nameResource(topic, 'AlarmTopic');
  return topic;
}

/**
 * enforceSSL gives the topic a policy of its own. That replaces the default policy, which let the alarms of the account
 * publish.
 */
function letCloudWatchPublish(topic: Topic): void {
  const alarms = Stack.of(topic).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
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

const noAddress =
  'No address receives the alarms: set alarm_email of the stage in lib/config.ts, or subscribe to the topic AlarmTopic.';
