/**
 * `npm run test:stack`: the product as it is deployed. Installs an AWS emulator and AWS's own DynamoDB under `.stack/`, deploys
 * the real app with the CDK, and runs the scenarios through the deployed API, with workers as processes, and the tests of the stores on
 * that DynamoDB. Arguments go to jest, except `--long`, which adds what takes minutes. However it ends, nothing is left but the caches and
 * the logs under `.stack/`.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackVariable } from '../scenarios/deployed-stack.ts';
import { deployFleetApp, synthesizeFleetApp } from './deploy.ts';
import { startDynamoDbLocal } from './dynamodb-local.ts';
import type { Folders } from './folders.ts';
import { startIssuerWithDesk } from './issuer-desk.ts';
import { checkDifferences, differences } from './not-on-the-emulator.ts';
import { endAllProcesses, killAllProcesses } from './processes.ts';
import { startMiniStack } from './ministack.ts';
import { notPlayed, runTests } from './run-tests.ts';
import { say } from './say.ts';

/** @returns the exit code of the tests */
async function run(folders: Folders): Promise<number> {
  const [issuer, emulator, dynamo, assembly] = await Promise.all([
    startIssuerWithDesk(),
    startMiniStack(folders.logs),
    startDynamoDbLocal(folders.logs),
    synthesizeFleetApp(folders),
  ]);
  await checkDifferences(assembly);
  say('Deploying with the CDK …');
  const stack = await deployFleetApp({ emulator, issuer, assembly, folders });
  const stackFile = join(folders.temporary, 'stack.json');
  await writeFile(stackFile, JSON.stringify(stack));
  say('Deployed. Running the scenarios on it, and the tests of the stores on DynamoDB Local …');
  const code = await runTests(process.argv.slice(2), { DYNAMODB_ENDPOINT: dynamo.endpoint, [stackVariable]: stackFile });
  say(differences());
  say(notPlayed());
  return code;
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
// For this process and all that it starts.
process.env['TMPDIR'] = temporary;
try {
  process.exitCode = await run({ temporary, logs });
} catch (error) {
  say(`${error instanceof Error ? error.message : String(error)}\nThe logs of this run are in .stack/log/.`);
  process.exitCode = 1;
} finally {
  await endAllProcesses();
  // The issuer and the proxy listen until the end.
  process.exit();
}
