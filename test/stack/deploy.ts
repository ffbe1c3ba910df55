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
  readonly issuer: Pick<IssuerWithDesk, 'issuer' | 'desk'>;
  /** Folder of the synthesized app. */
  readonly assembly: string;
  readonly folders: Folders;
}

/** The stage that the scenarios run on when nothing says otherwise. */
const defaultStage = 'dev';
const serviceOf = (stage: string): string => `bgagent-${stage}-service`;
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

const serviceOutputs = z.object({
  ApiUrl: z.url(),
  TaskQueueUrl: z.url(),
  BusName: z.string(),
  TaskTableName: z.string(),
  ForgeLimits: z.string(),
  DirectMerge: z.string(),
  TaskEventsTableName: z.string(),
  RepoTableName: z.string(),
  FleetTableName: z.string(),
});
type Outputs = z.infer<typeof serviceOutputs>;

/** Synthesizes the app for its default stage. @returns its folder @throws Error with the end of the CLI's log when it fails */
export async function synthesizeFleetApp(folders: Folders): Promise<string> {
  const assembly = join(folders.temporary, 'cdk.out');
  await cdk(['synth', '--quiet', '--output', assembly], folders);
  return assembly;
}

/** @throws Error with the end of the CLI's log when it fails */
export async function deployFleetApp(props: DeployProps): Promise<DeployedStack> {
  const { folders, emulator } = props;
  await cdk(['bootstrap', '--app', props.assembly, `aws://${account}/us-east-1`], folders, emulator.environment);
  await cdk(deployArgs(props, defaultStage), folders, emulator.environment);
  return deployedStage(props, defaultStage);
}

type Args = [string, ...string[]];

/** Each command of the CLI would synthesize anew, which takes most of the time, so it is given the assembly. */
export function deployArgs({ assembly, folders, issuer }: DeployProps, stage: string): Args {
  const parameters = Object.entries(parametersOf(issuer));
  const flags = parameters.flatMap(([name, value]) => ['--parameters', `${serviceOf(stage)}:${name}=${value}`]);
  const outputs = ['--outputs-file', outputsFile(folders, stage)];
  return ['deploy', '--app', assembly, '--all', '--require-approval', 'never', ...outputs, ...flags];
}

const outputsFile = (folders: Folders, stage: string): string => join(folders.temporary, `outputs-${stage}.json`);

/** What was deployed with `deployArgs`, made ready for scenarios. */
export async function deployedStage(props: DeployProps, stage: string): Promise<DeployedStack> {
  const { folders, emulator } = props;
  const outputs = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(outputsFile(folders, stage), 'utf8')));
  const found = serviceOutputs.parse(outputs[serviceOf(stage)]);
  const queues = await queuesOf(serviceOf(stage), emulator.endpoint);
  await comeAgainSooner(queues, emulator.endpoint);
  await moreTimeFor(`bgagent-${stage}-target-drive`, emulator.endpoint);
  return describe(props, { found, queues, stage });
}

/** Keys come from the issuer's discovery, and the command line is told where to sign in. */
function parametersOf({ issuer }: DeployProps['issuer']): Record<string, string> {
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

interface Described {
  readonly found: Outputs;
  readonly queues: Queues;
  readonly stage: string;
}

/**
 * The emulator gives each API a host name, as AWS does; nothing on this machine resolves it, so the API is asked by the path that
 * the emulator has for that. The function gets the same event.
 */
async function describe(props: DeployProps, { found, queues, stage }: Described): Promise<DeployedStack> {
  const { emulator, issuer, folders } = props;
  const [apiId] = new URL(found.ApiUrl).hostname.split('.');
  return {
    api_url: `${emulator.endpoint}/_aws/execute-api/${apiId}/$default`,
    issuer,
    events: await subscribeToEvents(found.BusName, emulator.endpoint),
    worker_environment: { ...emulator.environment, ...workerEnvironment(found) },
    functions: `bgagent-${stage}-`,
    queues,
    tables: { FleetTable: found.FleetTableName, TaskTable: found.TaskTableName },
    redeploy: redeploy(props, stage),
    durations,
    logs: folders.logs,
  };
}

/** For a scenario that deploys again; parameters that it does not name stay. */
function redeploy({ assembly, folders, emulator }: DeployProps, stage: string): DeployedStack['redeploy'] {
  const args = ['deploy', 'Service', '--exclusively', '--app', assembly, '--require-approval', 'never'];
  return { ...cdkCommand(args, folders, emulator.environment), stack: serviceOf(stage) };
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
