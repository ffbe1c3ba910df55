import { rmSync } from 'node:fs';
import { execa } from 'execa';
import * as z from 'zod';
import { environmentFields, functionEnvironment, workerFunctionNames } from '../../../contracts/environment.ts';
import { functionMetrics } from '../../../contracts/metrics.ts';
import { resourcesOf, synthesizeExample, writeExample, type Example, type Template } from '../example-app.ts';
import { claudeYaml, isolatedWorkers, pooledWorkers, secretArn, writeWorkerYaml } from './examples.ts';

const { file, folder } = writeWorkerYaml();
let example: Example;
beforeAll(async () => {
  example = await writeExample();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await example.remove();
});

const statementShape = z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() });
const policyShape = z.object({
  PolicyDocument: z.object({ Statement: z.array(statementShape) }),
  Roles: z.array(z.object({ Ref: z.string() })),
});

/** The actions that a role may do, without writing logs and traces. @param role beginning of its logical id */
function actionsOf(template: Template, role: string): Record<string, unknown> {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').map(([, { Properties }]) => policyShape.parse(Properties));
  const own = policies.filter(({ Roles }) => Roles.some(({ Ref }) => new RegExp(`^${role}([0-9A-F]{8})?$`).test(Ref)));
  const statements = own.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const allowed = statements.flatMap(({ Action, Resource }) => [Action].flat().map((action) => [action, Resource] as const));
  return Object.fromEntries(allowed.filter(([action]) => !/^(?:logs|xray):/.test(action)));
}

const containerShape = z.looseObject({
  Name: z.string(),
  Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })),
  Secrets: z.array(z.object({ Name: z.string(), ValueFrom: z.string() })).optional(),
  MountPoints: z.array(z.object({ ContainerPath: z.string(), SourceVolume: z.string() })),
});

function containersOf(template: Template) {
  const { ContainerDefinitions } = template.Resources['WorkerTask']?.Properties ?? {};
  return z.array(containerShape).parse(ContainerDefinitions);
}

const typesOf = (template: Template): readonly string[] => [
  ...new Set(Object.values(template.Resources).map(({ Type }) => Type)),
];

test('without workers the stacks have nothing of them', async () => {
  const { data, service } = await synthesizeExample(example);
  const told = await synthesizeExample(example, { workers: { kind: 'none' } });
  expect({ data: told.data, service: told.service }).toEqual({ data, service });
  expect(typesOf(service).filter((type) => /ECS|EC2|ApplicationAutoScaling/.test(type))).toEqual([]);
  expect(data.Resources).not.toHaveProperty('WorkerTokenKeys');
  expect(JSON.stringify(service)).not.toMatch(/launcher|worker-api/);
  expect(service.Resources['TaskQueue']?.Properties['VisibilityTimeout']).toBe(30);
});

describe('a container for each task', () => {
  let data: Template;
  let service: Template;
  beforeAll(async () => {
    const workers = isolatedWorkers(file, {
      github_app: secretArn('app'),
      forge_tokens: [{ host: 'git.acme.example', secret: secretArn('acme') }],
      secrets: [{ env: 'ANTHROPIC_API_KEY', secret: `${secretArn('models')}:anthropic::` }],
      max: 40,
    });
    ({ data, service } = await synthesizeExample(example, { workers }));
  });

  test('has no role, no capability, no disk to write on but its volumes, and no shell from outside', () => {
    const definition = service.Resources['WorkerTask']?.Properties ?? {};
    expect(definition).toMatchObject({
      Cpu: '2048',
      Memory: '8192',
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
      Family: 'bgagent-test-worker',
    });
    expect(definition).not.toHaveProperty('TaskRoleArn');
    expect(definition).not.toHaveProperty('PidMode');
    expect(containersOf(service).map(({ Name }) => Name)).toEqual(['worker', 'runner']);
    for (const container of containersOf(service)) {
      expect(container).toMatchObject({
        User: '10001',
        Essential: true,
        ReadonlyRootFilesystem: true,
        StopTimeout: 120,
        LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: ['ALL'] } },
      });
    }
  });

  test('shares the work folder between its containers, and nothing else', () => {
    const [worker, runner] = containersOf(service).map(({ MountPoints }) =>
      Object.fromEntries(MountPoints.map((mount) => [mount.ContainerPath, mount.SourceVolume])),
    );
    expect(worker).toEqual({ '/work': 'work', '/private': 'private', '/tmp': 'worker-tmp' });
    expect(runner).toEqual({ '/work': 'work', '/tmp': 'runner-tmp' });
  });

  test('gives secrets to the worker alone, and commands to the runner once it is healthy', () => {
    const [worker, runner] = containersOf(service);
    const variables = (of: typeof worker) => Object.fromEntries((of?.Environment ?? []).map(({ Name, Value }) => [Name, Value]));
    expect(worker?.Secrets).toEqual([{ Name: 'ANTHROPIC_API_KEY', ValueFrom: `${secretArn('models')}:anthropic::` }]);
    expect(runner).not.toHaveProperty('Secrets');
    const places = { BGAGENT_WORK_DIR: '/work', BGAGENT_RUNNER_SOCKET: '/work/runner/socket' };
    expect(variables(worker)).toEqual({ ...places, BGAGENT_PRIVATE_DIR: '/private', BGAGENT_WORKER_YAML: claudeYaml });
    expect(variables(runner)).toEqual(places);
    expect(worker).toMatchObject({
      DependsOn: [{ ContainerName: 'runner', Condition: 'HEALTHY' }],
      // A worker that hangs ends when its token does.
      Command: ['timeout', '--kill-after=120', '86400', 'node', 'worker/one-task.ts'],
    });
    expect(runner).toMatchObject({
      Command: ['node', 'worker/runner/main.ts'],
      HealthCheck: { Command: ['CMD', 'node', 'worker/runner/healthy.js'] },
    });
  });

  test('is started by a role that reads its secrets, and none of the forges', () => {
    const actions = actionsOf(service, 'WorkerExecutionRole');
    expect(Object.keys(actions).sort()).toEqual([
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetAuthorizationToken',
      'ecr:GetDownloadUrlForLayer',
      'secretsmanager:GetSecretValue',
    ]);
    expect(actions['secretsmanager:GetSecretValue']).toBe(secretArn('models'));
    expect(JSON.stringify(actions['ecr:BatchGetImage'])).toContain(':ecr:us-east-1:111122223333:repository/worker');
  });

  test.each(workerFunctionNames)('%s is given exactly what it reads', (name) => {
    const shape = z.object({ FunctionName: z.string(), Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });
    const all = resourcesOf(service, 'AWS::Lambda::Function').map(([, { Properties }]) => shape.parse(Properties));
    const found = all.find(({ FunctionName }) => FunctionName === `bgagent-test-${name}`);
    const variables = Object.keys(found?.Environment.Variables ?? {}).filter((variable) => variable in environmentFields);
    expect(variables.sort()).toEqual([...functionEnvironment[name]].sort());
  });

  test('the function that its containers ask may change tasks, and nothing of fleets; it alone reads the secrets of forges', () => {
    expect(Object.keys(actionsOf(service, 'WorkerApiRole')).sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'events:PutEvents',
      'secretsmanager:GetSecretValue',
    ]);
    const readers = resourcesOf(service, 'AWS::IAM::Policy').filter(([, policy]) =>
      JSON.stringify(policy).includes(secretArn('app')),
    );
    expect(readers.map(([id]) => id)).toEqual([expect.stringMatching(/^WorkerApiRole/)]);
    expect(JSON.stringify(actionsOf(service, 'WorkerApiRole'))).not.toMatch(/FleetTable|Mailbox/);
  });

  test('the launcher may start this task definition with this role, in this cluster', () => {
    const actions = actionsOf(service, 'LauncherRole');
    expect(actions).toMatchObject({
      'ecs:RunTask': { Ref: 'WorkerTask' },
      'iam:PassRole': { 'Fn::GetAtt': ['WorkerExecutionRole', 'Arn'] },
    });
    expect(Object.keys(actions).filter((action) => /^(?:ecs|iam):/.test(action))).toEqual([
      'ecs:RunTask',
      'ecs:ListTasks',
      'iam:PassRole',
    ]);
    expect(JSON.stringify(actions)).not.toMatch(/FleetTable|Mailbox/);
    expect(service.Resources['TaskQueue']?.Properties['VisibilityTimeout']).toBe(180);
    const mappings = resourcesOf(service, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
    expect(mappings).toContainEqual(
      expect.objectContaining({
        EventSourceArn: { 'Fn::GetAtt': ['TaskQueue', 'Arn'] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      }),
    );
  });

  test('its keys lie in the data stack, and its tokens are checked by its function, at a rate of its own', async () => {
    expect(data.Resources['WorkerTokenKeys']).toMatchObject({ Type: 'AWS::SecretsManager::Secret', DeletionPolicy: 'Retain' });
    const guarded = await synthesizeExample(example, {
      auth: { gateway_authorizer: true, issuer: 'https://issuer.example' },
      workers: isolatedWorkers(file),
    });
    const routes = resourcesOf(guarded.service, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
    expect(routes).toContainEqual(expect.objectContaining({ RouteKey: 'ANY /v1/worker/{proxy+}', AuthorizationType: 'NONE' }));
    expect(service.Resources['HttpApiStage']?.Properties['RouteSettings']).toEqual({
      'ANY /v1/worker/{proxy+}': { ThrottlingRateLimit: 160, ThrottlingBurstLimit: 320 },
    });
  });

  test('both functions and failed launches have alarms, and the dashboard shows them', () => {
    const alarms = resourcesOf(service, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    const ids = ['LauncherFunction', 'WorkerApiFunction'].flatMap((id) => [`${id}ErrorsAlarm`, `${id}ThrottlesAlarm`]);
    expect(alarms).toEqual(expect.arrayContaining([...ids, 'LaunchesFailedAlarm']));
    const dashboard = JSON.stringify(service.Resources['Dashboard']);
    for (const shown of functionMetrics.launcher) expect(dashboard).toContain(shown);
  });
});

describe('the network', () => {
  const network = async (given?: object) =>
    (await synthesizeExample(example, { workers: isolatedWorkers(file, given === undefined ? {} : { network: given }) })).service;
  const settingOf = (service: Template): unknown => {
    const launcher = service.Resources['LauncherFunction']?.Properties['Environment'];
    return z.object({ Variables: z.object({ WORKER_NETWORK: z.unknown() }) }).parse(launcher).Variables.WORKER_NETWORK;
  };

  test('of its own has private subnets in two zones, a NAT gateway, gateways to S3 and DynamoDB, and flow logs', async () => {
    const service = await network();
    expect(resourcesOf(service, 'AWS::EC2::NatGateway')).toHaveLength(1);
    expect(resourcesOf(service, 'AWS::EC2::VPCEndpoint')).toHaveLength(2);
    expect(resourcesOf(service, 'AWS::EC2::FlowLog')).toHaveLength(1);
    expect(resourcesOf(service, 'AWS::EC2::Subnet')).toHaveLength(4);
    expect(JSON.stringify(settingOf(service))).toMatch(/workersSubnet1.*workersSubnet2.*WorkerSecurityGroup.*public_ip\\":false/);
    expect(resourcesOf(await network({ kind: 'own', nat: 'each_zone' }), 'AWS::EC2::NatGateway')).toHaveLength(2);
    expect(typesOf(service).filter((type) => !type.startsWith('AWS::'))).toEqual([]);
  });

  test('without NAT gives each container an address, and still lets nothing in', async () => {
    const service = await network({ kind: 'own', nat: 'none' });
    expect(resourcesOf(service, 'AWS::EC2::NatGateway')).toEqual([]);
    expect(JSON.stringify(settingOf(service))).toContain('public_ip\\":true');
    expect(resourcesOf(service, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  test('that is there is used by its ids alone', async () => {
    const [vpc_id, subnet, group] = ['vpc-0123456789abcdef0', 'subnet-0123456789abcdef0', 'sg-0123456789abcdef0'];
    const service = await network({
      ...{ kind: 'given', vpc_id, subnets: [subnet], security_groups: [group] },
      egress: [{ port: 443 }, { cidr: '10.1.0.0/16', port: 3_128 }],
    });
    expect(typesOf(service).filter((type) => type.startsWith('AWS::EC2::'))).toEqual(['AWS::EC2::SecurityGroup']);
    const { Properties } = service.Resources['WorkerSecurityGroup'] ?? { Properties: {} };
    expect(Properties).toMatchObject({
      VpcId: vpc_id,
      SecurityGroupEgress: [
        { CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' },
        { CidrIp: '10.1.0.0/16', FromPort: 3_128, ToPort: 3_128, IpProtocol: 'tcp' },
      ],
    });
    expect(Properties).not.toHaveProperty('SecurityGroupIngress');
    expect(JSON.stringify(settingOf(service))).toContain(subnet);
    expect(JSON.stringify(settingOf(service))).toContain(group);
  });
});

describe('a service of workers', () => {
  let service: Template;
  beforeAll(async () => {
    ({ service } = await synthesizeExample(example, { workers: pooledWorkers(file, { max: 10, concurrency: 4, spot: true }) }));
  });

  test('may do what a worker does, and nothing on fleets, their mailbox or the workflow', () => {
    const actions = actionsOf(service, 'WorkerRole');
    expect(Object.keys(actions).sort()).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'events:PutEvents',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ]);
    expect(JSON.stringify(actions['dynamodb:UpdateItem'])).toContain('TaskTable');
    expect(JSON.stringify(actions['dynamodb:PutItem'])).toContain('TaskEventsTable');
    expect(JSON.stringify(actions)).not.toMatch(/FleetTable|Mailbox|\*/);
  });

  test('gives a failed deployment up, leaves its size to the scaling, and opens no shell', () => {
    const { Properties } = service.Resources['WorkerService'] ?? { Properties: {} };
    expect(Properties).toMatchObject({
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
      EnableExecuteCommand: false,
      AvailabilityZoneRebalancing: 'DISABLED',
      CapacityProviderStrategy: [
        { CapacityProvider: 'FARGATE', Base: 1, Weight: 0 },
        { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
      ],
    });
    expect(Properties).not.toHaveProperty('DesiredCount');
    expect(service.Resources).not.toHaveProperty('LauncherFunction');
    expect(service.Resources['TaskQueue']?.Properties['VisibilityTimeout']).toBe(30);
  });

  test('starts a worker with the worker.yaml of the settings', async () => {
    const [worker] = containersOf(service);
    expect(worker?.Environment).toContainEqual({ Name: 'BGAGENT_WORKER_YAML', Value: claudeYaml });
    expect(worker?.['Command']).toEqual(['sh', '-c', expect.stringMatching(/exec node worker\/main\.ts .*--concurrency 4$/)]);
    // The command itself, with another file and another program.
    const command = String(z.array(z.string()).parse(worker?.['Command'])[2]);
    const script = command.replaceAll('/private/', `${folder}/of-`).replace('exec node worker/main.ts --config', 'exec cat');
    const { stdout } = await execa('sh', ['-c', script.replace(/ --concurrency.*/, '')], {
      env: { BGAGENT_WORKER_YAML: claudeYaml },
    });
    expect(`${stdout}\n`).toBe(claudeYaml);
  });

  test('grows by the tasks that wait, and ends when none waits or runs', () => {
    expect(service.Resources['WorkerScaling']?.Properties).toMatchObject({ MinCapacity: 0, MaxCapacity: 10 });
    expect(service.Resources['WorkerGrowth']?.Properties).toMatchObject({
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 5, ScalingAdjustment: 1 },
          { MetricIntervalLowerBound: 5, MetricIntervalUpperBound: 9, ScalingAdjustment: 2 },
          { MetricIntervalLowerBound: 9, MetricIntervalUpperBound: 17, ScalingAdjustment: 4 },
          { MetricIntervalLowerBound: 17, MetricIntervalUpperBound: 33, ScalingAdjustment: 8 },
          { MetricIntervalLowerBound: 33, ScalingAdjustment: 10 },
        ],
      },
    });
    expect(service.Resources['WorkerEnd']?.Properties).toMatchObject({
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ExactCapacity',
        StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 0 }],
      },
    });
    expect(service.Resources['WorkersNeeded']?.Properties).toMatchObject({
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      MetricName: 'WaitingTasks',
      AlarmActions: [{ Ref: 'WorkerGrowth' }],
    });
    expect(service.Resources['WorkersIdle']?.Properties).toMatchObject({
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      EvaluationPeriods: 15,
      TreatMissingData: 'ignore',
      AlarmActions: [{ Ref: 'WorkerEnd' }],
    });
  });
});
