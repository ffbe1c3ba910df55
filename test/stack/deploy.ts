/** Deploys the app of bin/fleet.ts as an operator would: `cdk synth`, `cdk bootstrap`, `cdk deploy`, with parameters. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Durations } from '../../contracts/durations.ts';
import type { DeployedStack } from '../scenarios/deployed-stack.ts';
import { cdk, cdkCommand } from './cdk.ts';
import type { Folders } from './folders.ts';
import type { Emulator } from './ministack.ts';
import { moreTimeFor } from './more-time.ts';
import { comeAgainSooner, queuesOf, type Queues } from './queues.ts';
import type { IssuerWithDesk } from './issuer-desk.ts';
import { subscribeToEvents } from './subscribe-to-events.ts';

export interface DeployProps {
  readonly emulator: Emulator;
  readonly issuer: IssuerWithDesk;
  /** Folder of the synthesized app. */
  readonly assembly: string;
  readonly folders: Folders;
}

const stackName = 'bgagent-dev-service';
/** The beginning of the names of all functions. */
const functions = 'bgagent-dev-';
const account = '000000000000';

/** Long enough for functions that start slowly here, short enough to see repairs. Seconds; the others are the product's. */
const durations: Partial<Durations> = {
  task_lease_s: 20,
  cancel_check_s: 1,
  retry_backoff_s: 1,
  resubmit_after_s: 60,
  lease_repair_after_s: 20,
  owed_look_s: 5,
  active_look_s: 15,
  child_missing_after_s: 45,
  restart_every_s: 45,
};

const outputs = z.object({
  [stackName]: z.object({
    ApiUrl: z.url(),
    TaskQueueUrl: z.url(),
    BusName: z.string(),
    TaskTableName: z.string(),
    ForgeLimits: z.string(),
    DirectMerge: z.string(),
    TaskEventsTableName: z.string(),
    RepoTableName: z.string(),
    FleetTableName: z.string(),
  }),
});
type Outputs = z.infer<typeof outputs>[typeof stackName];

/** Synthesizes the app for its default stage. @returns its folder @throws Error with the end of the CLI's log when it fails */
export async function synthesizeFleetApp(folders: Folders): Promise<string> {
  const assembly = join(folders.temporary, 'cdk.out');
  await cdk(['synth', '--quiet', '--output', assembly], folders);
  return assembly;
}

/** @throws Error with the end of the CLI's log when it fails */
export async function deployFleetApp(props: DeployProps): Promise<DeployedStack> {
  const { folders, emulator } = props;
  // Each command of the CLI would synthesize anew, which takes most of the time.
  const app = ['--app', props.assembly];
  await cdk(['bootstrap', ...app, `aws://${account}/us-east-1`], folders, emulator.environment);
  const file = join(folders.temporary, 'outputs.json');
  const options = ['--all', '--require-approval', 'never', '--outputs-file', file, ...parameterFlags(props.issuer)];
  await cdk(['deploy', ...app, ...options], folders, emulator.environment);
  const found = outputs.parse(JSON.parse(await readFile(file, 'utf8')))[stackName];
  const queues = await queuesOf(stackName, emulator.endpoint);
  await comeAgainSooner(queues, emulator.endpoint);
  await moreTimeFor(`${functions}target-drive`, emulator.endpoint);
  return describe(props, found, queues);
}

const parameterFlags = (issuer: IssuerWithDesk): string[] =>
  Object.entries(parametersOf(issuer)).flatMap(([name, value]) => ['--parameters', `${stackName}:${name}=${value}`]);

/** Keys come from the issuer's discovery, and the command line is told where to sign in. */
function parametersOf({ issuer }: IssuerWithDesk): Record<string, string> {
  return {
    AuthIssuer: issuer,
    AuthGroupClaim: 'groups',
    AuthCli: JSON.stringify({ client_id: 'bgagent-cli' }),
    AllowShell: 'true',
    AllowDirectMerge: 'true',
    AllowPrivateWebhooks: 'true',
    CallerVerifiers: 'on',
    Durations: JSON.stringify(durations),
  };
}

/**
 * The emulator gives each API a host name, as AWS does; nothing on this machine resolves it, so the API is asked by the path that
 * the emulator has for that. The function gets the same event.
 */
async function describe(props: DeployProps, found: Outputs, queues: Queues): Promise<DeployedStack> {
  const { emulator, issuer, folders } = props;
  const [apiId] = new URL(found.ApiUrl).hostname.split('.');
  return {
    api_url: `${emulator.endpoint}/_aws/execute-api/${apiId}/$default`,
    issuer,
    events: await subscribeToEvents(found.BusName, emulator.endpoint),
    worker_environment: { ...emulator.environment, ...workerEnvironment(found) },
    functions,
    queues,
    tables: { FleetTable: found.FleetTableName, TaskTable: found.TaskTableName },
    redeploy: redeploy(props),
    durations,
    logs: folders.logs,
  };
}

/** For a scenario that deploys again; parameters that it does not name stay. */
function redeploy({ assembly, folders, emulator }: DeployProps): DeployedStack['redeploy'] {
  const args = ['deploy', 'Service', '--exclusively', '--app', assembly, '--require-approval', 'never'];
  return { ...cdkCommand(args, folders, emulator.environment), stack: stackName };
}

/** What a worker is told: contracts/environment.ts. */
const workerEnvironment = (found: Outputs): Record<string, string> => ({
  TASK_TABLE: found.TaskTableName,
  TASK_EVENTS_TABLE: found.TaskEventsTableName,
  REPO_TABLE: found.RepoTableName,
  TASK_QUEUE_URL: found.TaskQueueUrl,
  BUS_NAME: found.BusName,
  DURATIONS: JSON.stringify(durations),
  FORGES: found.ForgeLimits,
  ALLOW_DIRECT_MERGE: found.DirectMerge,
});
