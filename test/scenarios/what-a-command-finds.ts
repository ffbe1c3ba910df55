/** A task's command that looks for the credentials of the embedded services, and tries to call them without. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeFile } from '../../contracts/runtime-file.ts';
import { filesOf } from '../forge/secret-search.ts';

/** Calls each service without credentials and with those that were a constant once; prints the statuses. */
const script = `
const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0', 'x-amz-date': '20260101T000000Z' };
const calls = [
  ['dynamodb', '1.0', 'DynamoDB_20120810.ListTables', {}],
  ['sqs', '1.0', 'AmazonSQS.ListQueues', {}],
  ['sfn', '1.0', 'AWSStepFunctions.StartExecution', { stateMachineArn: 'any' }],
  ['events', '1.1', 'AWSEvents.PutEvents', { Entries: [{ Source: 'bgagent.fleets', DetailType: 'Fleet Finished', Detail: '{}' }] }],
];
const endpoints = JSON.parse(process.argv[2]);
for (const [service, version, target, body] of calls) {
  const headers = { 'content-type': 'application/x-amz-json-' + version, 'x-amz-target': target };
  for (const more of [{}, signed]) {
    const answer = await fetch(endpoints[service], { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) });
    console.log(service, answer.status);
  }
}`;

/** Everything that a command can see of processes without reading files of the runtime: its own environment, and theirs. */
const command = `
{ env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2> /dev/null | tr '\\0' '\\n'; } > "$BGAGENT_PARAM_folder/seen"
"$BGAGENT_PARAM_node" "$BGAGENT_PARAM_folder/try.mjs" "$BGAGENT_PARAM_endpoints" > "$BGAGENT_PARAM_folder/answers"`;

/** Environments and command lines of all processes that this one may read. */
export function seenOfProcesses(): string {
  const { stdout } = spawnSync('sh', ['-c', 'cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2> /dev/null'], {
    maxBuffer: 2 ** 28,
  });
  return stdout.toString('latin1').replaceAll('\0', '\n');
}

/** @param folder of the scenario, with the runtime's in it */
export function prepareLook(folder: string) {
  const runtime = join(folder, 'runtime');
  const { credentials, endpoints } = runtimeFile.parse(JSON.parse(readFileSync(join(runtime, 'runtime.json'), 'utf8')));
  writeFileSync(join(folder, 'try.mjs'), script);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    params: { command, folder, node: process.execPath, endpoints: JSON.stringify(endpoints) },
    secrets: [credentials.access_key_id, credentials.secret_access_key],
    /** What the command saw, once it has run. */
    seen: () => read('seen'),
    /** A service and a status each. */
    answers: () => read('answers').trim().split('\n'),
    /** Contents of the runtime's files but the one that is to have them, by path. */
    otherFiles: () => [...filesOf(runtime)].filter(([path]) => path !== join(runtime, 'runtime.json')),
  };
}
