/**
 * Containers for tasks, on ECS with Fargate. Spare capacity is asked first where the settings say so, and the ordinary one where there is
 * none.
 */
import {
  ClientException,
  ConflictException,
  LimitExceededException,
  RunTaskCommand,
  paginateListTasks,
  type ECSClient,
  type RunTaskCommandInput,
} from '@aws-sdk/client-ecs';
import { isOutage } from '../dynamo/outage.ts';
import type { Containers, Started, WantedContainer } from '../launch-ports.ts';

export interface ContainerSettings {
  /** Name of the cluster. */
  readonly cluster: string;
  /** ARN of the task definition. */
  readonly taskDefinition: string;
  readonly network: {
    readonly subnets: readonly string[];
    readonly security_groups: readonly string[];
    readonly public_ip: boolean;
  };
  readonly spot: boolean;
}

/** The container that gets the variables of the task. */
const workerContainer = 'worker';

export function createContainers(client: ECSClient, settings: ContainerSettings): Containers {
  const run = (wanted: WantedContainer, provider: Provider) => startOne(client, inputOf(settings, wanted, provider));
  return {
    async listRunning() {
      const pages = paginateListTasks(
        { client, pageSize: 100 },
        { cluster: settings.cluster, family: familyOf(settings.taskDefinition), desiredStatus: 'RUNNING' },
      );
      const arns: string[] = [];
      for await (const page of pages) arns.push(...(page.taskArns ?? []));
      return arns;
    },
    async start(wanted) {
      if (!settings.spot) return run(wanted, 'FARGATE');
      const spare = await run(wanted, 'FARGATE_SPOT');
      return spare.kind === 'later' && isShortage(spare.why) ? run(wanted, 'FARGATE') : spare;
    },
  };
}

type Provider = 'FARGATE' | 'FARGATE_SPOT';

/** `arn:aws:ecs:…:task-definition/bgagent-prod-worker:7` → `bgagent-prod-worker`. */
const familyOf = (definition: string): string => definition.replace(/^.*task-definition\//, '').replace(/:\d+$/, '');

function inputOf({ cluster, taskDefinition, network }: ContainerSettings, wanted: WantedContainer, provider: Provider) {
  const environment = Object.entries(wanted.environment).map(([name, value]) => ({ name, value }));
  return {
    cluster,
    taskDefinition,
    count: 1,
    // A start on the ordinary capacity is another request than the one on spare capacity that failed.
    clientToken: provider === 'FARGATE' ? wanted.token : `${wanted.token}-spot`,
    startedBy: `${wanted.taskId}/${wanted.claim}`,
    capacityProviderStrategy: [{ capacityProvider: provider, weight: 1 }],
    enableExecuteCommand: false,
    propagateTags: 'TASK_DEFINITION',
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...network.subnets],
        securityGroups: [...network.security_groups],
        assignPublicIp: network.public_ip ? 'ENABLED' : 'DISABLED',
      },
    },
    overrides: { containerOverrides: [{ name: workerContainer, environment }] },
  } satisfies RunTaskCommandInput;
}

async function startOne(client: ECSClient, input: RunTaskCommandInput): Promise<Started> {
  try {
    const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(input));
    const arn = tasks[0]?.taskArn;
    if (arn !== undefined) return { kind: 'started', arn };
    const why = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')).join('; ');
    return { kind: isShortage(why) ? 'later' : 'refused', why: why || 'RunTask started nothing, and did not say why' };
  } catch (error) {
    return afterError(error);
  }
}

function afterError(error: unknown): Started {
  // The launch token in the request is a new one each time, so ECS takes a repetition for another request.
  if (error instanceof ConflictException && error.resourceIds?.[0] !== undefined) {
    return { kind: 'started', arn: error.resourceIds[0] };
  }
  if (!(error instanceof Error)) throw error;
  const why = `${error.name}: ${error.message}`;
  const isLimit = error instanceof LimitExceededException || (error instanceof ClientException && isShortage(error.message));
  return { kind: isLimit || isOutage(error) ? 'later' : 'refused', why };
}

/** The words of AWS for a lack that passes: network interfaces, capacity, the quota of the account. */
const isShortage = (why: string): boolean => /RESOURCE:|capacity|limit on the number|quota/i.test(why);
