/** The task store of a runtime on this machine, as its workers find it: for what no user sees, the bookings at a forge. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDocumentClient, createDynamoClient } from '../../adapters/aws-clients.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import { runtimeFile } from '../../contracts/runtime-file.ts';
import type { System } from './system.ts';

/** Of the runtime that runs now. The caller closes it. */
export function openTasks({ folder }: System) {
  const file = runtimeFile.parse(JSON.parse(readFileSync(join(folder, 'runtime', 'runtime.json'), 'utf8')));
  const credentials = { accessKeyId: file.credentials.access_key_id, secretAccessKey: file.credentials.secret_access_key };
  const client = createDynamoClient({ endpoint: file.endpoints.dynamodb, region: file.region, credentials });
  const tasks = createTaskStore(createDocumentClient(client), { taskTable: file.environment['TASK_TABLE'] ?? '' });
  const close = (): void => {
    client.destroy();
  };
  return { tasks, environment: file.environment, close };
}
