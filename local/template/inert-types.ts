/** Resource types that the runtime does not make, each with the reason. Every other type is made or refused. */
export const inertTypes: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'one user on one machine: the runtime checks no permissions',
  'AWS::IAM::Policy': 'one user on one machine: the runtime checks no permissions',
  'AWS::IAM::ManagedPolicy': 'one user on one machine: the runtime checks no permissions',
  'AWS::Lambda::Permission': 'the runtime invokes its own functions',
  'AWS::SQS::QueuePolicy': 'queues are reachable from this machine only',
  'AWS::SNS::TopicPolicy': 'the runtime evaluates no alarms',
  'AWS::SNS::Topic': 'the runtime evaluates no alarms',
  'AWS::SNS::Subscription': 'the runtime evaluates no alarms',
  'AWS::CloudWatch::Alarm': 'the runtime collects no metrics: read <dir>/logs',
  'AWS::CloudWatch::Dashboard': 'the runtime collects no metrics: read <dir>/logs',
  'AWS::Logs::LogGroup': 'logs are files in <dir>/logs',
  'AWS::KMS::Key': 'data stays in a folder with mode 0700',
  'AWS::KMS::Alias': 'data stays in a folder with mode 0700',
  'AWS::ApiGatewayV2::Authorizer': 'the handler verifies every token itself',
  'AWS::CDK::Metadata': 'only lists the constructs that made the template',
};
