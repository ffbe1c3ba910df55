/**
 * Makes and connects everything that the template has: functions, bus, workflows, tables and queues. Queues and clock feed
 * functions only from `feed` on, so that recovery can come first.
 */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { environmentFields } from '../../contracts/environment.ts';
import { executionEventSource, executionStatusChanged } from '../../contracts/events.ts';
import { indexedTasks, type ClockRecovery } from '../../contracts/messages.ts';
import { EventBus } from '../services/bus/event-bus.ts';
import { Closers } from '../closers.ts';
import { sdkEnvironment, secretsEnvironment, type EmbeddedServices } from '../services/embedded-services.ts';
import type { ApiRoute } from '../gateway/http-api.ts';
import type { EventJournal } from '../folder/event-journal.ts';
import { startQueuePoller } from './queue-poller.ts';
import { createQueues } from '../services/queues/create-queues.ts';
import { restoreIndexes } from '../services/tables/dynalite/restore-indexes.ts';
import type { RuntimeLogger } from '../runtime-logger.ts';
import { startSchedule } from './schedule.ts';
import { createTables } from '../services/tables/create-tables.ts';
import type { Deployment } from '../template/deployment.ts';
import type { Execution } from '../services/workflow/execution.ts';
import { startFunctions, type DeployedFunctions } from './deployed-functions.ts';
import { stateMachines } from './deployed-machines.ts';
import { deployedSecrets } from './deployed-secrets.ts';
import { queueFeeds } from './deployed-mappings.ts';
import { apiRoutes } from './deployed-routes.ts';
import { busRules, scheduledFunctions, type ScheduledFunction } from './deployed-rules.ts';

export interface AppOptions {
  readonly deployment: Deployment;
  readonly assembly: string;
  readonly services: EmbeddedServices;
  readonly logs: string;
  /** Folder for copies of tables whose indexes change. */
  readonly tableCopies: string;
  /** The file of a secret, by its logical id. */
  readonly secretFile: (logicalId: string) => string;
  readonly logger: RuntimeLogger;
  /** Writes the events about fleets. */
  readonly journal: EventJournal;
  /** Whether the last runtime of this folder ended without closing. */
  readonly afterCrash: boolean;
  /** Whether the definitions of workflows are validated. The tests of the app validate its own. */
  readonly validate: boolean;
  /** Replaces the intervals of the template. */
  readonly clockIntervalMs?: number | undefined;
}

export interface RunningApp {
  readonly routes: readonly ApiRoute[];
  /** Variables for the environment of a worker. No secret is among them. */
  readonly workerEnvironment: Record<string, string>;
  /** Has the functions that run by the clock repair what the last end left unfinished. @param deadWorkers ids of workers */
  recover(deadWorkers: readonly string[]): Promise<void>;
  /** Starts to feed functions from queues and by the clock. */
  feed(): void;
  readonly close: () => Promise<void>;
}

/** @throws Error naming a resource that cannot be made */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const closers = new Closers();
  try {
    return await start(options, closers);
  } catch (error) {
    await closers.close().catch(() => undefined);
    throw error;
  }
}

async function start(options: AppOptions, closers: Closers): Promise<RunningApp> {
  const { deployment, assembly, services, logs, logger } = options;
  services.secrets.push(...(await deployedSecrets(deployment, options.secretFile)));
  const functions = startFunctions(deployment.all('AWS::Lambda::Function'), {
    assembly,
    logs,
    environment: variablesOfFunctions(services),
  });
  closers.add(functions.close);
  const bus = startBus(options, functions, closers);
  services.machines.push(
    ...stateMachines(deployment, {
      functions,
      validate: options.validate,
      tokens: services.tokens,
      onStatus: (execution) => {
        publishStatus(bus, execution);
      },
    }),
  );
  const feeds = queueFeeds(deployment, functions);
  const scheduled = scheduledFunctions({ deployment, functions });
  const routes = apiRoutes(deployment, functions);
  await Promise.all([
    createTables(services.clientOf('dynamodb'), deployment.all('AWS::DynamoDB::Table'), {
      copies: options.tableCopies,
      goesOn: (names) => {
        logger.info(`The last start ended while the tables ${names.join(', ')} were made anew. This is finished now.`);
      },
      before: async (names) => {
        logger.info(
          `The tables ${names.join(', ')} are of an earlier version. They are made anew with their items; this is done once.`,
        );
        await functions.ready();
        await indexOlderItems(scheduled);
      },
    }),
    createQueues(services.clientOf('sqs'), deployment.all('AWS::SQS::Queue')),
    functions.ready(),
  ]);
  if (options.afterCrash && services.engine === 'dynalite') {
    const mended = await restoreIndexes(services.clientOf('dynamodb'), deployment.all('AWS::DynamoDB::Table'));
    if (mended > 0) logger.warn(`The last runtime ended in the middle of a write. ${mended} index entries were repaired.`);
  }
  return {
    routes,
    workerEnvironment: variablesOfWorkers(options),
    recover: async (deadWorkers) => {
      const input: ClockRecovery = { mode: 'recover', dead_workers: [...deadWorkers] };
      await Promise.all(scheduled.map((target) => target.function.invoke(input)));
    },
    feed: () => {
      for (const feed of feeds) closers.add(startQueuePoller(feed, services.clientOf('sqs'), logger).close);
      for (const { intervalMs, function: target, input } of scheduled) {
        closers.add(startSchedule(options.clockIntervalMs ?? intervalMs, () => target.invoke(input), logger).close);
      }
    },
    close: () => closers.close(),
  };
}

/** Items of an earlier version get what the new indexes find them by. */
async function indexOlderItems(scheduled: readonly ScheduledFunction[]): Promise<void> {
  for (const target of scheduled) {
    let after: string | undefined;
    do {
      const answer = await target.function.invoke({ mode: 'index-tasks', ...(after === undefined ? {} : { after }) });
      after = indexedTasks.safeParse(answer).data?.next;
    } while (after !== undefined);
  }
}

/** Given to the thread of the functions only: other processes of the same user can read the environment of a process. */
const variablesOfFunctions = ({ endpoints, credentials }: EmbeddedServices): Record<string, string> => ({
  ...sdkEnvironment(endpoints),
  ...secretsEnvironment(endpoints),
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});

function startBus(
  { deployment, services, logger, journal }: AppOptions,
  functions: DeployedFunctions,
  closers: Closers,
): EventBus {
  const client = new SQSClient(services.clientOf('sqs'));
  const send = async (queueUrl: string, event: unknown): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(event) }));
  };
  const names = deployment.all('AWS::Events::EventBus').map(({ name }) => name);
  const bus = new EventBus({
    names,
    rules: busRules({ deployment, functions, send }),
    logger,
    note: (event) => {
      journal.note(event);
    },
  });
  services.useBus(bus);
  closers.add(() => {
    client.destroy();
  });
  return bus;
}

/** Publishes the status of an execution on the default bus of the account, as Step Functions does. */
function publishStatus(
  bus: EventBus,
  { startDate, stopDate, executionArn, stateMachineArn, name, status, input, ...rest }: Execution,
): void {
  const { output = null, error = null, cause = null } = rest;
  bus.publish('default', {
    source: executionEventSource,
    detailType: executionStatusChanged,
    detail: { executionArn, stateMachineArn, name, status, startDate, stopDate: stopDate ?? null, input, output, error, cause },
  });
}

/** Without credentials, and without the way to the secrets. */
const variablesOfWorkers = ({ deployment, services }: AppOptions): Record<string, string> => ({
  ...sdkEnvironment(services.endpoints),
  ...contractVariables(deployment),
  ...workerVariables(deployment),
});

/** What no function reads: a worker gets it from an output of the stack, as on AWS. */
function workerVariables(deployment: Deployment): Record<string, string> {
  const outputs = { FORGES: 'ForgeLimits', ALLOW_DIRECT_MERGE: 'DirectMerge' };
  const values = Object.entries(outputs).map(([variable, output]) => [variable, deployment.output(output)] as const);
  return Object.fromEntries(values.filter((value): value is [string, string] => typeof value[1] === 'string'));
}

/** The variables of contracts/environment.ts that the functions get from the template, without those that say where a secret is. */
function contractVariables(deployment: Deployment): Record<string, string> {
  const all = deployment
    .all('AWS::Lambda::Function')
    .flatMap(({ properties }) => Object.entries(properties.Environment?.Variables ?? {}));
  const secrets = deployment.all('AWS::SecretsManager::Secret').map(({ ref }) => ref);
  return Object.fromEntries(all.filter(([name, value]) => Object.hasOwn(environmentFields, name) && !secrets.includes(value)));
}
