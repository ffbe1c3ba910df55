import * as z from 'zod';
import { resourcesOf, synthesizeExample, writeExample } from './example-app.ts';
import type { Example, Template } from './example-app.ts';

const alarmShape = z.object({ AlarmActions: z.array(z.object({ Ref: z.string() })).min(1), AlarmDescription: z.string() });
const topicPolicyShape = z.object({
  Topics: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({ Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.unknown() })) }),
});

let example: Example;
let service: Template;
beforeAll(async () => {
  example = await writeExample();
  ({ service } = await synthesizeExample(example));
});
afterAll(() => example.remove());

const alarmsOf = (template: Template) =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => ({ id, ...Properties }));

/** The topics that the alarms of a template go to. */
function topicsOf(template: Template): string[] {
  const actions = alarmsOf(template).flatMap((alarm) => alarmShape.parse(alarm).AlarmActions.map(({ Ref }) => Ref));
  return [...new Set(actions)];
}

const policiesOf = (template: Template, topic: string) =>
  resourcesOf(template, 'AWS::SNS::TopicPolicy')
    .map(([, { Properties }]) => topicPolicyShape.parse(Properties))
    .filter(({ Topics }) => Topics.some(({ Ref }) => Ref === topic));

describe('an alarm reaches a person', () => {
  test('CloudWatch may publish on the topic of every alarm, for the alarms of this account and region only', () => {
    expect(topicsOf(service)).not.toEqual([]);
    for (const topic of topicsOf(service)) {
      expect(service.Resources[topic]?.Type).toBe('AWS::SNS::Topic');
      const statements = policiesOf(service, topic).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      expect(statements).toContainEqual({
        Sid: 'AllowAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: topic },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': [
                '',
                [
                  ...['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:', { Ref: 'AWS::Region' }, ':'],
                  ...[{ Ref: 'AWS::AccountId' }, ':alarm:*'],
                ],
              ],
            },
          },
        },
      });
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  test('at the address of the settings, where there is one', async () => {
    const mailed = await synthesizeExample(example, { alarm_email: 'ops@example.com' });
    for (const topic of topicsOf(mailed.service)) {
      const subscriptions = resourcesOf(mailed.service, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
      expect(subscriptions).toContainEqual({ Protocol: 'email', Endpoint: 'ops@example.com', TopicArn: { Ref: topic } });
    }
    expect(mailed.warnings).toEqual([]);
  });

  test('and where there is none, the synthesis says that nobody is told', async () => {
    const { warnings } = await synthesizeExample(example);
    expect(warnings).toEqual([expect.stringMatching(/^Alarms are mailed to nobody: set alarm_email /) as string]);
  });
});
