/**
 * A pool of users in Amazon Cognito, for a company that has no issuer of its own: people sign in with a second factor, nobody signs up
 * alone, and members of the group `operators` are operators. The command line is its public client; machines have clients with scopes.
 */
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClientIdentityProvider,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { scopes } from '../contracts/scopes.ts';
import { acknowledge } from './acknowledge-finding.ts';
import type { Settings } from './config.ts';
import type { UserPoolSettings } from './user-pool-settings.ts';
import { nameResource } from './logical-id.ts';
import { physicalName } from './physical-name.ts';

/** Cognito compares the port, too. Three, so that one that is taken keeps nobody out. */
const signInPorts = [8976, 8977, 8978];

/** What the API is told of the pool. */
export interface PoolSignIn {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** The clients whose tokens count. */
  readonly audiences: readonly string[];
  /** The client of the command line, as JSON of contracts/sign-in.ts. */
  readonly cli: string;
}

/** The name of the group whose members are operators, and the identifier in front of each scope. */
const operators = 'operators';
const resourceServer = 'bgagent';

export function addUserPool(scope: Construct, settings: Settings, given: UserPoolSettings): PoolSignIn {
  const pool = makePool(scope, settings);
  const domain = pool.addDomain('Domain', { cognitoDomain: { domainPrefix: given.domain_prefix } });
  nameResource(domain, 'UserPoolDomain');
  const group = new CfnUserPoolGroup(scope, 'Operators', {
    userPoolId: pool.userPoolId,
    groupName: operators,
    description: 'Members see and steer the fleets of everybody, and onboard repositories.',
  });
  group.overrideLogicalId('UserPoolOperators');
  const cli = addCli(pool, settings);
  const machines = addMachines(pool, settings, given.machines);
  new CfnOutput(scope, 'UserPoolId', { value: pool.userPoolId });
  new CfnOutput(scope, 'SignInPages', { value: domain.baseUrl() });
  for (const [name, id] of machines) new CfnOutput(scope, `MachineClient${pascal(name)}`, { value: id });
  return {
    issuer: `https://cognito-idp.${Stack.of(scope).region}.amazonaws.com/${pool.userPoolId}`,
    audiences: [cli, ...machines.map(([, id]) => id)],
    // Cognito knows no scope that asks for a refresh token: a code always brings one.
    cli: Stack.of(scope).toJsonString({
      client_id: cli,
      scope: 'openid profile',
      redirect_host: 'localhost',
      ports: signInPorts,
    }),
  };
}

function makePool(scope: Construct, settings: Settings): UserPool {
  const pool = new UserPool(scope, 'UserPool', {
    userPoolName: physicalName(settings, 'users'),
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    standardAttributes: { email: { required: true, mutable: true } },
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    passwordPolicy: {
      minLength: 14,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    featurePlan: FeaturePlan.ESSENTIALS,
    deletionProtection: settings.retain_data,
    removalPolicy: settings.retain_data ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  nameResource(pool, 'UserPool');
  acknowledge(
    pool,
    'AwsSolutions-COG3',
    'Threat protection is part of the plan PLUS, which costs for each user; a second factor is required of everybody instead.',
  );
  acknowledge(
    pool,
    'AwsSolutions-COG8',
    'The plan PLUS adds threat protection, which is not used; ESSENTIALS has everything else.',
  );
  return pool;
}

/** A public client: a program on the machine of a person keeps no secret. @returns its id */
function addCli(pool: UserPool, settings: Settings): string {
  const client = pool.addClient('Cli', {
    userPoolClientName: physicalName(settings, 'cli'),
    generateSecret: false,
    authFlows: {},
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
      callbackUrls: signInPorts.map((port) => `http://localhost:${port}/callback`),
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.days(30),
    // A command whose answer was lost may come again with the refresh token that it has.
    refreshTokenRotationGracePeriod: Duration.seconds(30),
  });
  nameResource(client, 'UserPoolCli');
  return client.userPoolClientId;
}

/** @returns the id of each client, by its name */
function addMachines(pool: UserPool, settings: Settings, machines: UserPoolSettings['machines']): [name: string, id: string][] {
  const entries = Object.entries(machines);
  if (entries.length === 0) return [];
  const server = addResourceServer(pool);
  return entries.map(([name, allowed]) => {
    const client = pool.addClient(`Machine-${name}`, {
      userPoolClientName: physicalName(settings, `machine-${name}`),
      generateSecret: true,
      authFlows: {},
      oAuth: {
        flows: { clientCredentials: true },
        scopes: allowed.map((each) => OAuthScope.resourceServer(server, ownScope(each))),
      },
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
    });
    nameResource(client, `UserPoolMachine${pascal(name)}`);
    return [name, client.userPoolClientId];
  });
}

function addResourceServer(pool: UserPool): UserPoolResourceServer {
  const server = pool.addResourceServer('Api', { identifier: resourceServer, scopes: scopes.map(ownScope) });
  nameResource(server, 'UserPoolScopes');
  return server;
}

const ownScope = (name: string): ResourceServerScope =>
  new ResourceServerScope({ scopeName: name, scopeDescription: `May use the operations that need ${name}.` });

/** `ci-portal` → `CiPortal`. */
const pascal = (name: string): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
