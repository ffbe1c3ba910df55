/** Nothing secret is in a template, a parameter or a variable: a function is told where its secret is, and may read that one alone. */
import * as z from 'zod';
import { functionEnvironment, functionNames } from '../../contracts/environment.ts';
import { resourcesOf, synthesizeExample, writeExample, type Example, type Resource, type Template } from './example-app.ts';

const statement = z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() });
const policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(statement) }),
  Roles: z.array(z.object({ Ref: z.string() })),
});
const lambda = z.object({
  FunctionName: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
});

/** The secrets by the variable that says where they are. */
const secrets = { PAGE_TOKEN_KEYS: 'PageTokenKeys', WEBHOOK_KEYS: 'WebhookKeys' } as const;

let example: Example;
let data: Template;
let service: Template;
beforeAll(async () => {
  example = await writeExample();
  ({ data, service } = await synthesizeExample(example));
});
afterAll(() => example.remove());

/** The name under which the data stack exports the ARN of a secret. */
function exportOf(secret: string): string {
  const outputs = z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }) }))
    .parse(data.Outputs);
  const found = Object.values(outputs).find(({ Value }) => JSON.stringify(Value) === JSON.stringify({ Ref: secret }));
  return found?.Export.Name ?? `the data stack does not export ${secret}`;
}
const arnOf = (secret: string) => ({ 'Fn::ImportValue': exportOf(secret) });

const functions = () =>
  resourcesOf(service, 'AWS::Lambda::Function').map(([, { Properties }]) => {
    const { FunctionName, Environment, Role } = lambda.parse(Properties);
    return { name: FunctionName.replace('bgagent-test-', ''), variables: Environment.Variables, role: Role['Fn::GetAtt'][0] };
  });

test.each(Object.values(secrets))('%s is made by AWS, is named after the stage, and stays', (name) => {
  const { Type, Properties, DeletionPolicy } = data.Resources[name] as Resource;
  expect({ Type, DeletionPolicy }).toEqual({ Type: 'AWS::SecretsManager::Secret', DeletionPolicy: 'Retain' });
  expect(Properties).toMatchObject({
    Name: name === 'WebhookKeys' ? 'bgagent-test-webhook-keys' : 'bgagent-test-page-token-keys',
    GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
  });
  expect(Properties).not.toHaveProperty('SecretString');
});

test('no parameter hides its value, and no template resolves a secret', () => {
  for (const template of [data, service]) {
    expect(Object.values(template.Parameters).filter(({ NoEcho }) => NoEcho !== undefined)).toEqual([]);
    expect(JSON.stringify(template)).not.toContain('{{resolve:');
  }
});

test('of a secret, only its ARN leaves the data stack', () => {
  const uses = JSON.stringify(data.Outputs).match(/"(?:PageToken|Webhook)Keys"/g) ?? [];
  expect(uses.sort()).toEqual(['"PageTokenKeys"', '"WebhookKeys"']);
  expect([exportOf('PageTokenKeys'), exportOf('WebhookKeys')]).toEqual([
    expect.stringContaining('PageTokenKeys'),
    expect.stringContaining('WebhookKeys'),
  ]);
});

test.each(functionNames)('%s has a variable for each secret that it needs, and no variable that holds one', (name) => {
  const variables = functions().find((fn) => fn.name === name)?.variables ?? {};
  const needed = Object.entries(secrets).filter(([variable]) =>
    (functionEnvironment[name] as readonly string[]).includes(variable),
  );
  for (const [variable, secret] of needed) expect(variables[variable]).toEqual(arnOf(secret));
  const others = Object.keys(variables).filter((variable) => !needed.some(([known]) => known === variable));
  expect(others.filter((variable) => /SECRET|PASSWORD|CREDENTIAL|PRIVATE_KEY|_KEYS?$/.test(variable))).toEqual([]);
});

test('each secret is read by the function that needs it, and by no other role', () => {
  const readers = resourcesOf(service, 'AWS::IAM::Policy').flatMap(([, { Properties }]) => {
    const { PolicyDocument, Roles } = policy.parse(Properties);
    return PolicyDocument.Statement.filter(({ Action }) => /secretsmanager|^\*/.test([Action].flat().join())).flatMap(
      ({ Action, Resource }) =>
        Roles.map(({ Ref }) => ({ by: functions().find(({ role }) => role === Ref)?.name ?? Ref, Action, Resource })),
    );
  });
  const Action = 'secretsmanager:GetSecretValue';
  expect(readers).toEqual([
    { by: 'api', Action, Resource: arnOf('PageTokenKeys') },
    { by: 'webhooks', Action, Resource: arnOf('WebhookKeys') },
  ]);
  expect(JSON.stringify(service).match(/secretsmanager:/g)).toHaveLength(readers.length);
});
