/** What every container of a task has: the user, a file system that nobody writes, no capability, and its log. */
import { Aws } from 'aws-cdk-lib';
import type { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { WorkerGround } from './worker-cluster.ts';
import type { ContainerSettings } from './worker-settings.ts';

/** The user of docker/worker: no root, and the same in both containers, which share files. */
const user = '10001';
/** Seconds between the signal to end and the kill, the most that Fargate gives: a worker hands its tasks back in them. */
const stopTimeout = 120;

export interface WantedContainer {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Volumes by the path at which they are mounted. Nothing else can be written. */
  readonly volumes: Readonly<Record<string, string>>;
}

export function container({ image, logs }: WorkerGround, wanted: WantedContainer): CfnTaskDefinition.ContainerDefinitionProperty {
  const { name, command, environment, volumes } = wanted;
  const group = logs.get(name);
  if (!group) throw new Error(`The container ${name} has no log group.`);
  return {
    name,
    command: [...command],
    image: image.uri,
    essential: true,
    user,
    readonlyRootFilesystem: true,
    stopTimeout,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
    environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
    mountPoints: Object.entries(volumes).map(([containerPath, sourceVolume]) => ({
      containerPath,
      sourceVolume,
      readOnly: false,
    })),
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': group.logGroupName, 'awslogs-region': Aws.REGION, 'awslogs-stream-prefix': 'task' },
    },
  };
}

/** The variables of the worker that come from secrets. */
export const secretsOf = ({ secrets }: ContainerSettings): CfnTaskDefinition.SecretProperty[] =>
  secrets.map(({ env, secret }) => ({ name: env, valueFrom: secret }));

/** The size of a task, and where it runs. */
export const taskOnFargate = ({ cpu, memory_mib: memory, ephemeral_gib: disk }: ContainerSettings) => ({
  cpu: String(cpu),
  memory: String(memory),
  // Fargate gives 20 GiB unasked, and takes only more than that.
  ...(disk > 20 ? { ephemeralStorage: { sizeInGiB: disk } } : {}),
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
});

export const namesNoSecret =
  'The variables are settings and the worker.yaml, which names variables and holds no value. Secrets come from Secrets Manager.';
