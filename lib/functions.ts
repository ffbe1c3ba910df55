/** The six functions, each with the variables that it reads, the permissions that it needs, and the queue that feeds it. */
import { Duration } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { functionEnvironment, type BaseFunctionName } from '../contracts/environment.ts';
import type { Bundles } from './bundle.ts';
import type { Settings } from './config.ts';
import type { Tables } from './data-stack.ts';
import { addFleetFunction, type FleetFunctionProps } from './fleet-function.ts';
import type { StackParameters } from './parameters.ts';
import { onIndexes, onTable, onWorkflow, publishOn, readSecret, sendTo } from './permissions.ts';
import { consumerTimeout, type Queues } from './queues.ts';
import type { KeySecrets } from './secrets.ts';
import { acknowledgeExecutionPatterns, type WorkflowArns } from './workflow-arns.ts';

/** The resources that the functions use, and their settings. */
export interface Resources {
  readonly settings: Settings;
  readonly bundles: Bundles;
  readonly parameters: StackParameters;
  readonly tables: Tables;
  readonly secrets: KeySecrets;
  readonly queues: Queues;
  readonly bus: EventBus;
  readonly workflow: WorkflowArns;
}

type Wiring = Omit<FleetFunctionProps, 'name' | 'settings' | 'code' | 'environment' | 'timeout'> & {
  readonly timeout?: Duration;
};

/** Answers requests. API Gateway waits 30 s for an answer, so the time limit is shorter. */
export function addApi(scope: Construct, resources: Resources): LambdaFunction {
  const { tables, queues, bus, secrets } = resources;
  return add(scope, resources, 'api', {
    memorySize: 1024,
    timeout: Duration.seconds(29),
    permissions: [
      onTable(tables.fleet, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem', 'DeleteItem']),
      onIndexes(tables.fleet, ['owner-fleets', 'month-fleets', 'awake']),
      onIndexes(tables.fleet, ['awake'], 'Scan'),
      onTable(tables.task, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
      onIndexes(tables.task, ['user-tasks', 'month-tasks', 'by-user-status', 'open']),
      onTable(tables.taskEvents, ['Query', 'PutItem']),
      onTable(tables.repo, ['GetItem', 'BatchGetItem', 'Scan', 'PutItem', 'UpdateItem']),
      sendTo(queues.mailbox, queues.tasks),
      publishOn(bus),
      readSecret(secrets.pageTokens),
    ],
  });
}

/** The actor: one invocation at a time per fleet. */
export function addFleetMailbox(scope: Construct, resources: Resources): LambdaFunction {
  const { tables, queues, bus, workflow } = resources;
  const fn = add(scope, resources, 'fleet-mailbox', {
    memorySize: 1024,
    permissions: [
      onTable(tables.fleet, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem', 'DeleteItem']),
      onTable(tables.task, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
      onIndexes(tables.task, ['by-user-status']),
      onTable(tables.taskEvents, ['PutItem']),
      sendTo(queues.mailbox, queues.mailboxDlq, queues.timers, queues.tasks),
      publishOn(bus),
      onWorkflow(['StartExecution'], [workflow.stateMachine]),
      onWorkflow(['DescribeExecution'], [workflow.executions]),
      onWorkflow(['SendTaskSuccess', 'SendTaskFailure'], [workflow.stateMachine, workflow.children]),
    ],
  });
  if (fn.role !== undefined) acknowledgeExecutionPatterns(fn.role, workflow);
  consume(fn, queues.mailbox);
  return fn;
}

/**
 * Drives one target in its child of the workflow: parks the token of the child, looks at the fleet, and creates the task of a
 * target with a slot.
 */
export function addTargetDrive(scope: Construct, resources: Resources): LambdaFunction {
  const { tables, queues, bus, workflow } = resources;
  return add(scope, resources, 'target-drive', {
    permissions: [
      onTable(tables.fleet, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
      onTable(tables.task, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
      onIndexes(tables.task, ['by-user-status']),
      onTable(tables.taskEvents, ['PutItem']),
      onTable(tables.repo, ['GetItem']),
      sendTo(queues.mailbox, queues.tasks),
      publishOn(bus),
      onWorkflow(['SendTaskSuccess'], [workflow.stateMachine, workflow.children]),
    ],
  });
}

/** Takes events of tasks and of runs, and mails the fleets that must look. */
export function addTaskEvents(scope: Construct, resources: Resources): LambdaFunction {
  const { tables, queues, bus } = resources;
  return add(scope, resources, 'task-events', {
    deadLetterQueue: queues.eventsDlq,
    permissions: [
      onTable(tables.task, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']),
      onIndexes(tables.task, ['by-user-status']),
      onTable(tables.taskEvents, ['PutItem']),
      sendTo(queues.mailbox, queues.mailboxDlq, queues.tasks),
      publishOn(bus),
    ],
  });
}

/** Ticks each minute, takes delayed messages, and repairs what no event tells. */
export function addClock(scope: Construct, resources: Resources): LambdaFunction {
  const { tables, queues, bus } = resources;
  const fn = add(scope, resources, 'clock', {
    deadLetterQueue: queues.eventsDlq,
    permissions: [
      onTable(tables.fleet, ['GetItem']),
      onIndexes(tables.fleet, ['awake']),
      onTable(tables.task, ['GetItem', 'BatchGetItem', 'Scan', 'UpdateItem']),
      onIndexes(tables.task, ['open', 'by-user-status']),
      onTable(tables.taskEvents, ['PutItem']),
      sendTo(queues.mailbox, queues.mailboxDlq, queues.tasks),
      publishOn(bus),
    ],
  });
  consume(fn, queues.timers);
  return fn;
}

/**
 * Posts events about fleets to their webhooks. Its concurrency is limited, so that slow receivers do not use up the limit of
 * the account.
 */
export function addWebhooks(scope: Construct, resources: Resources): LambdaFunction {
  const { tables, queues, secrets } = resources;
  const fn = add(scope, resources, 'webhooks', {
    permissions: [onTable(tables.fleet, ['GetItem']), sendTo(queues.webhooks), readSecret(secrets.webhooks)],
  });
  consume(fn, queues.webhooks, { maxConcurrency: 10 });
  return fn;
}

function add(scope: Construct, resources: Resources, name: BaseFunctionName, wiring: Wiring): LambdaFunction {
  const all = environment(resources);
  // The API's URL is known only after the API, which needs its function: the stack adds it afterwards.
  const names = functionEnvironment[name].filter((variable) => variable !== 'API_URL');
  return addFleetFunction(scope, {
    timeout: consumerTimeout,
    ...wiring,
    name,
    settings: resources.settings,
    code: resources.bundles[name],
    environment: Object.fromEntries(names.map((variable) => [variable, all[variable]])),
  });
}

type EarlyName = Exclude<(typeof functionEnvironment)[BaseFunctionName][number], 'API_URL'>;

/** The values of all variables of contracts/environment.ts that are known before the API exists. */
function environment({ parameters, tables, secrets, queues, bus, workflow }: Resources): Record<EarlyName, string> {
  return {
    FLEET_TABLE: tables.fleet.tableName,
    TASK_TABLE: tables.task.tableName,
    TASK_EVENTS_TABLE: tables.taskEvents.tableName,
    REPO_TABLE: tables.repo.tableName,
    MAILBOX_QUEUE_URL: queues.mailbox.queueUrl,
    MAILBOX_DLQ_URL: queues.mailboxDlq.queueUrl,
    TIMERS_QUEUE_URL: queues.timers.queueUrl,
    TASK_QUEUE_URL: queues.tasks.queueUrl,
    WEBHOOKS_QUEUE_URL: queues.webhooks.queueUrl,
    BUS_NAME: bus.eventBusName,
    STATE_MACHINE_ARN: workflow.stateMachine,
    AUTH_ISSUER: parameters.authIssuer,
    AUTH_AUDIENCE: parameters.authAudience,
    AUTH_JWKS: parameters.authJwks,
    AUTH_JWKS_URI: parameters.authJwksUri,
    AUTH_GROUP_CLAIM: parameters.authGroupClaim,
    AUTH_CLI: parameters.authCli,
    ALLOW_SHELL: parameters.allowShell,
    CALLER_VERIFIERS: parameters.callerVerifiers,
    AGENTS: parameters.agents,
    ALLOW_PRIVATE_WEBHOOKS: parameters.allowPrivateWebhooks,
    USER_TASK_CAP: parameters.userTaskCap,
    USER_USD_PER_DAY: parameters.userUsdPerDay,
    DURATIONS: parameters.durations,
    PAGE_TOKEN_KEYS: secrets.pageTokens.secretArn,
    WEBHOOK_KEYS: secrets.webhooks.secretArn,
  };
}

/** Failed messages are reported one by one, so that a bad message does not delay the others of its batch. */
function consume(fn: LambdaFunction, queue: IQueue, limits: Pick<SqsEventSourceProps, 'maxConcurrency'> = {}): void {
  fn.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, ...limits }));
}
