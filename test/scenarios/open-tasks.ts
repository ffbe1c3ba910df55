/** The task store of a system, as its workers find it: for what no user sees, the bookings at a forge. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDocumentClient, createDynamoClient } from '../../adapters/aws-clients.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import { runtimeFile } from '../../contracts/runtime-file.ts';
import { deployedStack, isDeployed } from './deployed-stack.ts';
import type { System } from './system.ts';

/** Of the runtime that runs now. The caller closes it. */
export function openTasks(system: System) {
  const { environment, ...access } = isDeployed ? ofStack() : ofRuntime(system);
  const client = createDynamoClient(access);
  const tasks = createTaskStore(createDocumentClient(client), { taskTable: environment['TASK_TABLE'] ?? '' });
  const close = (): void => {
    client.destroy();
  };
  return { tasks, environment, close };
}

function ofRuntime({ folder }: System) {
  const file = runtimeFile.parse(JSON.parse(readFileSync(join(folder, 'runtime', 'runtime.json'), 'utf8')));
  const credentials = { accessKeyId: file.credentials.access_key_id, secretAccessKey: file.credentials.secret_access_key };
  return { endpoint: file.endpoints.dynamodb, region: file.region, credentials, environment: file.environment };
}

function ofStack() {
  const { events, worker_environment: environment } = deployedStack();
  const { endpoint, region, credentials } = events;
  return { endpoint, region, credentials, environment };
}
