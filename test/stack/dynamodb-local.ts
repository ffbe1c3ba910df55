/** DynamoDB Local, AWS's own engine for one machine: from Maven Central, under `.stack/`. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from '../../adapters/aws-clients.ts';
import { freePort } from './free-port.ts';
import { runToSuccess, start, untilServing, type Command } from './processes.ts';
import { say } from './say.ts';

/** As pom.xml has it. */
const version = '2.6.1';
const cache = join(import.meta.dirname, '../../.stack');
const library = join(cache, `dynamodb-local-${version}`);
const server = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';

/** Fetches it where it is not yet, and starts it in memory on a free port. @throws Error saying what failed */
export async function startDynamoDbLocal(logs: string): Promise<{ readonly endpoint: string }> {
  await install(join(logs, 'dynamodb-local-install.log'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const java = [`-Djava.library.path=${library}`, `-Djava.io.tmpdir=${tmpdir()}`, '-cp', join(library, '*'), server];
  const command: Command = {
    name: 'DynamoDB Local (Java 17 or newer is needed on the PATH)',
    argv: ['java', ...java, '-inMemory', '-disableTelemetry', '-port', String(port)],
    log: join(logs, 'dynamodb-local.log'),
  };
  await untilServing(start(command), command, () => answers(endpoint));
  say(`DynamoDB Local ${version} serves at ${endpoint}.`);
  return { endpoint };
}

async function install(log: string): Promise<void> {
  if (existsSync(library)) return;
  say(`Fetching DynamoDB Local ${version} …`);
  const unfinished = `${library}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`];
  await runToSuccess({
    name: 'Fetching DynamoDB Local (Maven is needed on the PATH)',
    argv: ['mvn', '--batch-mode', '--quiet', '--file', join(import.meta.dirname, 'pom.xml'), ...goal],
    log,
  });
  await rename(unfinished, library);
}

async function answers(endpoint: string): Promise<boolean> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = createDynamoClient({ endpoint, region: 'us-east-1', credentials });
  try {
    await client.send(new ListTablesCommand({}));
    return true;
  } finally {
    client.destroy();
  }
}
