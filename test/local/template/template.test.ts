import { startRuntime } from '../../../local/start-runtime.ts';
import { readCloudAssembly } from '../../../local/template/cloud-assembly.ts';
import { readDeployment, type Deployment } from '../../../local/template/deployment.ts';
import { fixture, temporaryFolder, writeFixture, type FixtureResources } from '../fixture-app.ts';

const accountAndRegion = { region: 'us-east-1', account: '000000000000', sqs: 'http://127.0.0.1:1', api: 'http://127.0.0.1:2' };

async function read(
  resources: FixtureResources = {},
  sections: object = {},
  parameters: Record<string, string> = fixture.parameters,
): Promise<Deployment> {
  const folder = await temporaryFolder();
  try {
    await writeFixture(folder.path, resources, sections);
    return readDeployment({ stacks: await readCloudAssembly(folder.path), accountAndRegion, parameters });
  } finally {
    await folder.remove();
  }
}

const queue = (name: unknown) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: name } });
const queueNames = (deployment: Deployment) => deployment.all('AWS::SQS::Queue').map(({ properties }) => properties.QueueName);

test('names resources, the same at every start, and resolves what refers to them', async () => {
  const deployment = await read();
  const [handler] = deployment.all('AWS::Lambda::Function');
  expect(handler).toMatchObject({
    name: 'fixture-handler',
    attributes: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture-handler' },
    properties: { Environment: { Variables: { NOTES: 'fixture-data-Notes', TASK_TABLE: 'given-table' } } },
  });
  const [mail] = deployment.all('AWS::SQS::Queue');
  expect(mail).toMatchObject({
    name: 'fixture-service-Mail.fifo',
    ref: 'http://127.0.0.1:1/000000000000/fixture-service-Mail.fifo',
    properties: {
      RedrivePolicy: {
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:fixture-service-MailDlq.fifo',
        maxReceiveCount: 2,
      },
    },
  });
});

test.each<[unknown, string]>([
  [{ 'Fn::Sub': '${Given}-${Mail.QueueName}-${!kept}' }, 'given-table-fixture-service-Mail.fifo-${kept}'],
  [{ 'Fn::Sub': ['${own}-${AWS::Region}', { own: { Ref: 'Given' } }] }, 'given-table-us-east-1'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::StackName' }]] }, 'a-fixture-service'],
  [{ 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Given' }] }] }, 'table'],
  [{ 'Fn::If': ['IsGiven', 'yes', 'no'] }, 'yes'],
  [{ 'Fn::If': ['Neither', 'yes', 'no'] }, 'no'],
])('resolves %j', async (name, expected) => {
  const isGiven = { 'Fn::Equals': [{ Ref: 'Given' }, 'given-table'] };
  const conditions = {
    IsGiven: { 'Fn::And': [isGiven, { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, isGiven] }] },
    Neither: { 'Fn::Not': [{ Condition: 'IsGiven' }] },
  };
  expect(queueNames(await read({ Named: queue(name) }, { Conditions: conditions }))).toContain(expected);
});

test('leaves out what has a condition that does not hold, and properties without a value', async () => {
  const conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
  const unknown = { Type: 'AWS::EC2::Instance', Condition: 'Never' };
  const deployment = await read(
    { Absent: unknown, Plain: queue({ 'Fn::If': ['Never', 'x', { Ref: 'AWS::NoValue' }] }) },
    { Conditions: conditions },
  );
  expect(deployment.all('AWS::SQS::Queue').find(({ logicalId }) => logicalId === 'Plain')).toMatchObject({
    name: 'fixture-service-Plain',
    properties: {},
  });
});

test('tells everything that it does not support, all at once, by resource, type and property', async () => {
  const reading = read({
    Instance: { Type: 'AWS::EC2::Instance', Properties: {} },
    Odd: { Type: 'AWS::SQS::Queue', Properties: { Odd: 1, RedriveAllowPolicy: {} } },
    Slow: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'a.b', Runtime: 'python3.14', Code: { S3Bucket: 'a', S3Key: 'b' } },
    },
    Encoded: queue({ 'Fn::Base64': 'x' }),
    Lost: queue({ Ref: 'Nobody' }),
    Streaming: queue({ 'Fn::GetAtt': ['Handler', 'SnapStartResponse'] }),
    Abroad: queue({ 'Fn::ImportValue': 'elsewhere' }),
  });
  const error = await reading.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(String(error).split('\n').slice(1)).toEqual([
    '  - fixture-service/Instance (AWS::EC2::Instance): the type is not supported',
    '  - fixture-service/Odd (AWS::SQS::Queue): property Odd is not supported; property RedriveAllowPolicy is not supported',
    expect.stringContaining('fixture-service/Slow (AWS::Lambda::Function): property Runtime'),
    '  - fixture-service/Encoded (AWS::SQS::Queue): Fn::Base64 is not supported',
    '  - fixture-service/Lost (AWS::SQS::Queue): nothing is named "Nobody" in this stack',
    '  - fixture-service/Streaming (AWS::SQS::Queue): attribute SnapStartResponse of Handler (AWS::Lambda::Function) is not supported',
    '  - fixture-service/Abroad (AWS::SQS::Queue): no stack exports "elsewhere"',
  ]);
});

test('a parameter without a value is told by its name', async () => {
  await expect(read({}, {}, {})).rejects.toThrow('parameter Given has no value and no default');
});

test('a section that it does not know is told by its name', async () => {
  await expect(read({}, { Transform: 'AWS::Serverless-2016-10-31' })).rejects.toThrow('service.template.json');
});

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', TimeoutSeconds: 60, End: true };
const machine = (state: object): FixtureResources => ({
  Flow: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { DefinitionString: JSON.stringify({ StartAt: 'S', States: { S: state } }) },
  },
});
const rule = (properties: object): FixtureResources => ({
  ClockRule: { Type: 'AWS::Events::Rule', Properties: { Targets: [], ...properties } },
});

test.each<[string, FixtureResources, string]>([
  ['a task without its token', machine(task), 'state machine Flow: S: its Payload does not have $$.Task.Token'],
  [
    'another integration',
    machine({ ...task, Resource: 'arn:aws:states:::sqs:sendMessage' }),
    'S: only lambda:invoke.waitForTaskToken is supported',
  ],
  [
    'an endless task',
    machine({ ...task, TimeoutSeconds: undefined, Parameters: { 'a.$': '$$.Task.Token' } }),
    'S: TimeoutSeconds must be set',
  ],
  [
    'an inline Map',
    machine({ Type: 'Map', ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, End: true }),
    'only a DISTRIBUTED Map',
  ],
  [
    'a definition that is wrong',
    machine({ Type: 'Pass', Next: 'Nowhere' }),
    'state machine Flow: State machine definition is invalid',
  ],
  [
    'a pattern',
    rule({ EventPattern: { a: [{ cidr: '10.0.0.0/8' }] } }),
    'rule ClockRule: in its pattern, a: {"cidr":"10.0.0.0/8"} is not supported',
  ],
  [
    'a schedule',
    rule({ ScheduleExpression: 'cron(0 * * * ? *)', Targets: [{ Id: 'T', Arn: 'fixture-handler' }] }),
    'rule ClockRule: the schedule cron(0 * * * ? *)',
  ],
  [
    'a target',
    rule({ EventPattern: { a: ['b'] }, Targets: [{ Id: 'T', Arn: 'arn:aws:sns:x' }] }),
    'The template has no function arn:aws:sns:x',
  ],
])('%s stops the start with a message', async (_what, resources, message) => {
  const [assembly, dir] = [await temporaryFolder(), await temporaryFolder()];
  try {
    await writeFixture(assembly.path, resources);
    const starting = startRuntime({
      dir: dir.path,
      assembly: assembly.path,
      port: 0,
      workers: 0,
      parameters: fixture.parameters,
    });
    await expect(starting).rejects.toThrow(message);
  } finally {
    await Promise.all([assembly.remove(), dir.remove()]);
  }
});
