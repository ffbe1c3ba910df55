/** How a worker finds tables, queue and bus, and which ports of this machine belong to them. */
import { createLogger } from '../../worker/logger.ts';
import { openConnection } from '../../worker/connection.ts';
import { removeFolders } from './git-repository.ts';
import { startRuntimeDouble } from './runtime-double.ts';

afterEach(removeFolders);

test('the ports of a runtime are known, those of its API too', async () => {
  const runtime = await startRuntimeDouble();
  const { localPorts } = openConnection({ dir: runtime.dir, environment: {}, log: createLogger() })();
  const { api_url, endpoints } = runtime.file;
  const urls = [api_url, ...Object.values(endpoints)].map((url) => Number(new URL(url).port));
  expect([...localPorts].sort()).toEqual([...new Set(urls)].sort());
  await runtime.stop();
});

test('so are those that the environment names', () => {
  const environment = {
    ...{ TASK_TABLE: 't', TASK_EVENTS_TABLE: 'e', REPO_TABLE: 'r', TASK_QUEUE_URL: 'http://127.0.0.1:4001/q', BUS_NAME: 'b' },
    ...{ DURATIONS: '{}', FORGES: '[]', AWS_REGION: 'eu-west-1' },
    ...{ AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4001', AWS_ENDPOINT_URL: 'http://localhost', AWS_ENDPOINT_URL_DYNAMODB: 'none' },
  };
  const { localPorts } = openConnection({ dir: undefined, environment, log: createLogger() })();
  expect([...localPorts].sort()).toEqual([4001, 80]);
});
