/**
 * `npm run test:stack`: the product as it is deployed. Installs an AWS emulator and AWS's own DynamoDB under `.stack/`, deploys
 * the real app with the CDK, starts workers, and runs the scenarios through the deployed API and the tests of the stores on that
 * DynamoDB. Arguments go to jest. However it ends, nothing is left but the caches and the logs under `.stack/`.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackVariable } from '../scenarios/deployed-stack.ts';
import { deployFleetApp } from './deploy.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import { endAllProcesses, killAllProcesses } from './processes.ts';
import { startMiniStack } from './ministack.ts';
import { runTests } from './run-tests.ts';
import { createRunKey } from './run-key.ts';
import { say } from './say.ts';
import { startWorkers } from './workers.ts';

async function run(temporary: string, logs: string): Promise<number> {
  process.env['TMPDIR'] = temporary;
  const [emulator, dynamo] = [await startMiniStack(logs), await startDynamoDbLocal(logs)];
  const key = await createRunKey();
  const stack = await deployFleetApp({ emulator, key, temporary, logs });
  await startWorkers({ emulator, stack, temporary, logs });
  const stackFile = join(temporary, 'stack.json');
  await writeFile(stackFile, JSON.stringify(stack.description));
  return runTests(process.argv.slice(2), { DYNAMODB_ENDPOINT: dynamo.endpoint, [stackVariable]: stackFile });
}

/** A second signal, or whatever else ends this process, still takes everything with it. */
function tieEverythingToThisProcess(temporary: string): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => process.exit(code));
  }
  process.once('exit', () => {
    killAllProcesses();
    rmSync(temporary, { recursive: true, force: true });
  });
}

const logs = join(import.meta.dirname, '../../.stack/log');
await rm(logs, { recursive: true, force: true });
await mkdir(logs, { recursive: true });
const temporary = await mkdtemp(join(tmpdir(), 'bgagent-stack-'));
tieEverythingToThisProcess(temporary);
try {
  process.exitCode = await run(temporary, logs);
} catch (error) {
  say(`${error instanceof Error ? error.message : String(error)}\nThe logs of this run are in .stack/log/.`);
  process.exitCode = 1;
} finally {
  await endAllProcesses();
}
