import { parseSettings } from '../../lib/config.ts';
import { resourcesOf, synthesizeExample, writeExample, type Example, type Template } from './example-app.ts';

const machines = { 'ci-portal': ['fleets:read' as const, 'fleets:write' as const] };
const cognito = { domain_prefix: 'acme-bgagent', machines };

describe('a pool of users', () => {
  let example: Example;
  let data: Template;
  let service: Template;
  beforeAll(async () => {
    example = await writeExample();
    ({ data, service } = await synthesizeExample(example, { auth: { cognito, gateway_authorizer: true } }));
  });
  afterAll(() => example.remove());

  test('is kept with the tables, lets nobody sign up alone, and asks everybody for a second factor', () => {
    expect(data.Resources['UserPool']).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        MfaConfiguration: 'ON',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        DeletionProtection: 'ACTIVE',
        UsernameConfiguration: { CaseSensitive: false },
      },
    });
    expect(data.Resources['UserPoolOperators']?.Properties['GroupName']).toBe('operators');
  });

  test('knows the command line as a client without a secret, by a code alone', () => {
    expect(data.Resources['UserPoolCli']?.Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      RefreshTokenRotation: { Feature: 'ENABLED' },
      EnableTokenRevocation: true,
      CallbackURLs: [8976, 8977, 8978].map((port) => `http://localhost:${port}/callback`),
    });
  });

  test('knows a machine as a client with a secret and its scopes alone', () => {
    const { Properties } = data.Resources['UserPoolMachineCiPortal'] ?? {};
    expect(Properties).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
    const asked = JSON.stringify(Properties?.['AllowedOAuthScopes']);
    expect(['fleets:read', 'fleets:write', 'tasks:read', 'repos:write'].map((scope) => asked.includes(`/${scope}`))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('is the issuer of the service, which asks for no issuer any more', () => {
    expect(Object.keys(service.Parameters).filter((name) => name.startsWith('Auth'))).toEqual([]);
    const variables = JSON.stringify(service.Resources['ApiFunction']?.Properties['Environment']);
    expect(variables).toContain('https://cognito-idp.');
    expect(variables).toContain('UserPoolCli');
    expect(variables).toContain('UserPoolMachineCiPortal');
    expect(resourcesOf(service, 'AWS::ApiGatewayV2::Authorizer')).toHaveLength(1);
  });

  test('goes with the stack where the tables do', async () => {
    const { data: fleeting } = await synthesizeExample(example, { auth: { cognito }, retain_data: false });
    expect(fleeting.Resources['UserPool']).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtection: 'INACTIVE' },
    });
  });
});

test('settings that say what the pool says are refused, all at once, and so is a bad name', () => {
  const auth = {
    cognito: { domain_prefix: 'my-cognito', machines: { CI: [] } },
    issuer: 'https://issuer.example',
    audience: 'x',
  };
  const parse = () => parseSettings({ stage: 'test', auth });
  expect(parse).toThrow(/auth\.issuer: is said by the pool .*auth\.audience: is said by the pool/);
  const pool = () => parseSettings({ stage: 'test', auth: { cognito: auth.cognito } });
  expect(pool).toThrow(/domain_prefix: must not hold aws, amazon or cognito/);
  expect(pool).toThrow(/machines\.CI/);
});
