/**
 * The stack of everything that runs: queues, bus, functions, workflow, API, alarms and dashboard. Nothing in it holds data that
 * must survive.
 */
import type { EnvironmentName } from '../contracts/environment.ts';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { addAlarms } from './alarms/add-alarms.ts';
import type { Bundles } from './bundle.ts';
import type { Settings } from './config.ts';
import { addDashboard } from './dashboard.ts';
import type { Tables } from './data-stack.ts';
import { addFleetRun } from './fleet-run.ts';
import { addApi, addClock, addFleetMailbox, addTargetDrive, addTaskEvents, addWebhooks, type Resources } from './functions.ts';
import { addHttpApi } from './http-api.ts';
import { nameResource } from './logical-id.ts';
import { addParameters } from './parameters.ts';
import { physicalName } from './physical-name.ts';
import { addQueues } from './queues.ts';
import { addRules } from './rules.ts';
import type { PoolSignIn } from './user-pool.ts';
import type { KeySecrets } from './secrets.ts';
import { addWorkers } from './workers/add-workers.ts';
import { workflowArns } from './workflow-arns.ts';

export interface ServiceStackProps extends StackProps {
  readonly settings: Settings;
  readonly bundles: Bundles;
  readonly tables: Tables;
  readonly secrets: KeySecrets;
  /** The users, where a pool of this installation has them. */
  readonly pool?: PoolSignIn | undefined;
}

export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const resources = addResources(this, props);
    const { bus, queues, parameters, workflow } = resources;
    const api = addApi(this, resources);
    const fleetMailbox = addFleetMailbox(this, resources);
    const targetDrive = addTargetDrive(this, resources);
    const taskEvents = addTaskEvents(this, resources);
    const clock = addClock(this, resources);
    const webhooks = addWebhooks(this, resources);
    const fleetRun = addFleetRun(this, { settings, targetDrive, workflow });
    const rules = addRules(this, {
      settings,
      bus,
      taskEvents,
      clock,
      webhooks: queues.webhooks,
      stateMachineArn: fleetRun.stateMachineArn,
      deadLetterQueue: queues.eventsDlq,
    });
    const httpApi = addHttpApi(this, { settings, parameters, handler: api });
    // For the link from a pull request to its fleet. Set last, because the URL comes from the API, which needs the function api.
    targetDrive.addEnvironment('API_URL' satisfies EnvironmentName, httpApi.apiEndpoint);
    const others = [targetDrive, taskEvents, webhooks, ...addWorkers(this, resources, httpApi)];
    const functions = { api, fleetMailbox, clock, others };
    const alarms = addAlarms(this, { settings, queues, tables: props.tables, functions, httpApi, rules, fleetRun });
    addDashboard(this, { settings, alarms, queues, functions: [api, fleetMailbox, clock, ...others] });
    addOutputs(this, {
      ApiUrl: httpApi.apiEndpoint,
      TaskQueueUrl: queues.tasks.queueUrl,
      MailboxQueueUrl: queues.mailbox.queueUrl,
      BusName: bus.eventBusName,
      StateMachineArn: fleetRun.stateMachineArn,
      ForgeLimits: parameters.forges,
      DirectMerge: parameters.allowDirectMerge,
      WorkerDurations: parameters.durations,
      ...tableOutputs(props.tables),
    });
  }
}

function addResources(stack: Stack, { settings, bundles, tables, secrets, pool }: ServiceStackProps): Resources {
  const bus = new EventBus(stack, 'Bus', { eventBusName: physicalName(settings, 'bus') });
  nameResource(bus, 'Bus');
  return {
    settings,
    bundles,
    tables,
    secrets,
    bus,
    queues: addQueues(stack, { isLaunched: settings.workers.kind === 'isolated' }),
    parameters: addParameters(stack, settings, pool),
    workflow: workflowArns(stack, settings),
  };
}

/** For workers that run outside of this stack. */
function tableOutputs(tables: Tables): Record<string, string> {
  return {
    TaskTableName: tables.task.tableName,
    TaskEventsTableName: tables.taskEvents.tableName,
    RepoTableName: tables.repo.tableName,
    FleetTableName: tables.fleet.tableName,
  };
}

function addOutputs(stack: Stack, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) new CfnOutput(stack, name, { value });
}
