/** Work for PowerShell on a worker: what its target says where pwsh is missing, and that it runs where it is there. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { accepting } from '../behaviours.ts';
import { cliForEachTest } from '../cli-against-server.ts';
import { fleetId, sampleFleet, sampleTarget } from '../samples.ts';
import { makeFolder, makeRepository, removeFolders } from '../../worker/git-repository.ts';
import { startTaskBench, type TaskBench, taskRow } from '../../worker/task-bench.ts';

const cli = cliForEachTest();
let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;

beforeEach(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
});
afterEach(async () => {
  await bench.stop();
  removeFolders();
});

interface Group {
  readonly groups?: readonly Group[];
  readonly targets?: readonly { readonly vars: Record<string, string> }[];
}

/** The task of the first target of the example. */
async function firstTask() {
  cli().file('plan.json', readFileSync(new URL('copilot-plan.json', import.meta.url), 'utf8'));
  const { stdout } = await cli().runAlone(['fleet', 'import', 'plan.json', '--repo', 'acme/api', '--json']);
  const body = JSON.parse(stdout) as Group & { readonly params: Record<string, string>; readonly workflow_ref: string };
  const target = body.groups?.[0]?.groups?.[0]?.targets?.[0];
  return taskRow({
    repo: 'acme/api',
    resolved_workflow: { id: body.workflow_ref, version: '1.0.0' },
    params: body.params,
    vars: target?.vars ?? {},
  });
}

const sentence = 'The command failed: exit code 127: This work needs PowerShell (pwsh), which this worker does not have.';

test('without pwsh the reason of the target says that it is missing', async () => {
  bench.startWorker({ environment: { ...process.env, PATH: pathWithout('pwsh') } });
  const row = await bench.ended(await bench.submit(await firstTask()));
  expect(row).toMatchObject({ status: 'FAILED', error_message: sentence });
  const failure: TargetView['failure'] = {
    class: 'agent',
    code: 'AGENT_FAILED',
    message: row.error_message ?? '',
    retryable: false,
    by: 'user',
  };
  const failed = sampleTarget({ status: 'FAILED', failure });
  const behaviour = { ...accepting, getFleet: () => ({ data: sampleFleet() }), listTargets: () => ({ data: [failed] }) };
  const { stdout } = await cli().run(behaviour, ['fleet', 'targets', fleetId, '--output', 'csv']);
  expect(stdout).toContain(sentence);
});

const pathWithout = (program: string): string =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => {
      try {
        readFileSync(join(folder, program));
        return false;
      } catch {
        return true;
      }
    })
    .join(delimiter);

test('with pwsh it runs', async () => {
  const folder = makeFolder('programs');
  writeFileSync(join(folder, 'pwsh'), `#!/bin/sh\nprintf '%s\\n' "$@" > said.txt\n`);
  chmodSync(join(folder, 'pwsh'), 0o755);
  bench.startWorker({ environment: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` } });
  const task = await firstTask();
  expect(await bench.ended(await bench.submit(task))).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  const said = remote.fileOf(task.branch_name ?? '', 'said.txt');
  expect(said).toBe('-NoProfile\n-NonInteractive\n-Command\n(Get-ChildItem -Recurse -File).Count');
});
