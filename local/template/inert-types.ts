/** Resource types that need no action on one machine, each with the reason. Every other type is realised or refused. */
export const inertTypes: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'one user, one machine: nothing checks permissions here',
  'AWS::IAM::Policy': 'one user, one machine: nothing checks permissions here',
  'AWS::IAM::ManagedPolicy': 'one user, one machine: nothing checks permissions here',
  'AWS::Lambda::Permission': 'the runtime invokes its own functions',
  'AWS::SQS::QueuePolicy': 'queues are reachable from this machine only',
  'AWS::SNS::TopicPolicy': 'alarms are not evaluated here',
  'AWS::SNS::Topic': 'alarms are not evaluated here',
  'AWS::SNS::Subscription': 'alarms are not evaluated here',
  'AWS::CloudWatch::Alarm': 'metrics are not collected here: read <dir>/logs',
  'AWS::CloudWatch::Dashboard': 'metrics are not collected here: read <dir>/logs',
  'AWS::Logs::LogGroup': 'logs are files in <dir>/logs',
  'AWS::KMS::Key': 'data stays in a folder with mode 0700',
  'AWS::KMS::Alias': 'data stays in a folder with mode 0700',
  'AWS::ApiGatewayV2::Authorizer': 'the handler verifies every token itself',
  'AWS::CDK::Metadata': 'says which constructs made the template',
};
