/** Deploys the app of bin/fleet.ts as an operator would: `cdk bootstrap`, `cdk deploy`, with parameters. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Durations } from '../../contracts/durations.ts';
import type { DeployedStack } from '../scenarios/deployed-stack.ts';
import type { Emulator } from './ministack.ts';
import { runToSuccess, type Command } from './processes.ts';
import type { RunKey } from './run-key.ts';
import { say } from './say.ts';

export interface DeployProps {
  readonly emulator: Emulator;
  readonly key: RunKey;
  readonly temporary: string;
  readonly logs: string;
}

export interface Stack {
  readonly description: DeployedStack;
  /** What a worker is told: contracts/environment.ts. */
  readonly workerEnvironment: Readonly<Record<string, string>>;
}

const stackName = 'bgagent-dev-service';
const account = '000000000000';
const audience = 'bgagent';
const groupClaim = 'cognito:groups';

/** Long enough for functions that start slowly here, short enough to see repairs. Seconds; the others are the product's. */
const durations: Partial<Durations> = {
  task_lease: 20,
  cancel_check: 1,
  retry_backoff: 1,
  resubmit_after: 60,
  lease_repair_after: 20,
  owed_look: 5,
  active_look: 15,
  child_missing_after: 90,
  restart_every: 90,
};

const outputs = z.object({
  [stackName]: z.object({
    ApiUrl: z.url(),
    TaskQueueUrl: z.url(),
    BusName: z.string(),
    TaskTableName: z.string(),
    TaskEventsTableName: z.string(),
    RepoTableName: z.string(),
  }),
});
type Outputs = z.infer<typeof outputs>[typeof stackName];

/** @throws Error with the end of the CLI's log when it fails */
export async function deployFleetApp(props: DeployProps): Promise<Stack> {
  say('Deploying with the CDK …');
  const outputsFile = join(props.temporary, 'outputs.json');
  await runToSuccess(cdk(props, ['bootstrap', `aws://${account}/us-east-1`]));
  const parameters = Object.entries(parametersOf(props.key)).flatMap((pair) => [
    '--parameters',
    `${stackName}:${pair.join('=')}`,
  ]);
  await runToSuccess(
    cdk(props, ['deploy', '--all', '--require-approval', 'never', '--outputs-file', outputsFile, ...parameters]),
  );
  const found = outputs.parse(JSON.parse(await readFile(outputsFile, 'utf8')))[stackName];
  say('Deployed.');
  return { description: describe(props, found), workerEnvironment: workerEnvironment(found) };
}

/** Its caches and its output stay in the run's own folder. */
function cdk({ emulator, temporary, logs }: DeployProps, args: readonly string[]): Command {
  const quiet = ['--no-notices', '--no-color', '--ci', '--progress', 'events', '--output', join(temporary, 'cdk.out')];
  return {
    name: `cdk ${args[0] ?? ''}`,
    argv: ['cdk', ...args, ...quiet],
    env: { ...emulator.environment, CDK_HOME: join(temporary, 'cdk-home'), CDK_DISABLE_CLI_TELEMETRY: 'true' },
    log: join(logs, 'cdk.log'),
  };
}

function parametersOf({ issuer, jwks }: RunKey): Record<string, string> {
  return {
    AuthIssuer: issuer,
    AuthAudience: audience,
    AuthJwks: jwks,
    AuthGroupClaim: groupClaim,
    AllowShell: 'true',
    Durations: JSON.stringify(durations),
    PageTokenSecret: randomBytes(32).toString('hex'),
  };
}

/**
 * The emulator gives each API a host name, as AWS does; nothing on this machine resolves it, so the API is asked by the path that
 * the emulator has for that. The function gets the same event.
 */
function describe({ emulator, key }: DeployProps, { ApiUrl }: Outputs): DeployedStack {
  const [apiId] = new URL(ApiUrl).hostname.split('.');
  return {
    api_url: `${emulator.endpoint}/_aws/execute-api/${apiId}/$default`,
    issuer: key.issuer,
    audience,
    group_claim: groupClaim,
    private_key: key.privateKey,
  };
}

const workerEnvironment = (found: Outputs): Record<string, string> => ({
  TASK_TABLE: found.TaskTableName,
  TASK_EVENTS_TABLE: found.TaskEventsTableName,
  REPO_TABLE: found.RepoTableName,
  TASK_QUEUE_URL: found.TaskQueueUrl,
  BUS_NAME: found.BusName,
  DURATIONS: JSON.stringify(durations),
});
