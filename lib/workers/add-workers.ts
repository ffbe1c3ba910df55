/** Adds the containers that do tasks, as the setting `workers` says, and names what else of the stack they concern. */
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Resources } from '../functions.ts';
import { addIsolatedTask, isolatedContainers } from './isolated-task.ts';
import { addPooledScaling } from './pooled-scaling.ts';
import { addPooledService, pooledContainers } from './pooled-service.ts';
import { addWorkerGround } from './worker-cluster.ts';
import { addLauncher, addWorkerApi } from './worker-functions.ts';
import { addWorkerRoute } from './worker-route.ts';
import type { IsolatedSettings, PooledSettings } from './worker-settings.ts';

/** The functions that belong to the workers. */
export function addWorkers(scope: Construct, resources: Resources, httpApi: HttpApi): readonly LambdaFunction[] {
  const { workers } = resources.settings;
  if (workers.kind === 'none') return [];
  return workers.kind === 'pooled' ? addPooled(scope, resources, workers) : addIsolated(scope, { resources, workers, httpApi });
}

function addPooled(scope: Construct, resources: Resources, workers: PooledSettings): readonly [] {
  const { settings } = resources;
  const ground = addWorkerGround(scope, { settings, workers, containers: pooledContainers });
  const service = addPooledService(scope, { resources, ground, workers });
  addPooledScaling(scope, { ground, service, workers });
  return [];
}

interface Isolated {
  readonly resources: Resources;
  readonly workers: IsolatedSettings;
  readonly httpApi: HttpApi;
}

function addIsolated(scope: Construct, { resources, workers, httpApi }: Isolated): readonly LambdaFunction[] {
  const { settings } = resources;
  const ground = addWorkerGround(scope, { settings, workers, containers: isolatedContainers });
  const definition = addIsolatedTask(scope, ground, workers);
  const isolated = { resources, ground, workers, definition, apiUrl: httpApi.apiEndpoint };
  const workerApi = addWorkerApi(scope, isolated);
  addWorkerRoute(scope, { httpApi, workerApi, workers });
  return [workerApi, addLauncher(scope, isolated)];
}
