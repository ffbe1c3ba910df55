/** What both kinds of workers stand on: the cluster, the image, the logs, the network, and the role that starts containers. */
import { CfnCluster } from 'aws-cdk-lib/aws-ecs';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge-finding.ts';
import type { Settings } from '../config.ts';
import { addLogGroup } from '../log-group.ts';
import { physicalName } from '../physical-name.ts';
import { addExecutionRole } from './execution-role.ts';
import { workerImage, type WorkerImage } from './worker-image.ts';
import { addWorkerNetwork, type WorkerNetwork } from './worker-network.ts';
import type { ContainerSettings } from './worker-settings.ts';
import { readWorkerYaml } from './worker-yaml.ts';

export interface WorkerGround {
  readonly settings: Settings;
  /** The worker.yaml. */
  readonly yaml: string;
  readonly cluster: CfnCluster;
  readonly image: WorkerImage;
  readonly network: WorkerNetwork;
  /** One for each container of a task, by the container's name. */
  readonly logs: ReadonlyMap<string, LogGroup>;
  readonly executionRole: Role;
}

/** @param containers the names of the containers of a task */
export function addWorkerGround(
  scope: Construct,
  { settings, workers, containers }: { settings: Settings; workers: ContainerSettings; containers: readonly string[] },
): WorkerGround {
  const yaml = readWorkerYaml(workers);
  const image = workerImage(scope, workers);
  const logs = new Map(containers.map((name) => [name, addContainerLog(scope, settings, name)]));
  return {
    settings,
    yaml,
    image,
    logs,
    cluster: addCluster(scope, settings, workers),
    network: addWorkerNetwork(scope, settings, workers.network),
    executionRole: addExecutionRole(scope, { workers, image, logs: [...logs.values()] }),
  };
}

/** `worker` → logical id WorkerLog, group /aws/ecs/bgagent-prod-worker. */
const addContainerLog = (scope: Construct, settings: Settings, name: string): LogGroup =>
  addLogGroup(scope, `${name.charAt(0).toUpperCase()}${name.slice(1)}Log`, `/aws/ecs/${physicalName(settings, name)}`, settings);

function addCluster(scope: Construct, settings: Settings, workers: ContainerSettings): CfnCluster {
  const cluster = new CfnCluster(scope, 'WorkerCluster', {
    clusterName: physicalName(settings, 'workers'),
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    clusterSettings: [{ name: 'containerInsights', value: workers.container_insights ? 'enabled' : 'disabled' }],
  });
  if (!workers.container_insights) {
    const reason =
      'Container Insights is a setting, because it is billed for each task. Metrics of the functions tell whether tasks move.';
    acknowledge(cluster, 'AwsSolutions-ECS4', reason);
  }
  return cluster;
}
