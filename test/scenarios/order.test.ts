/** Migrations with an order: a diamond with a failing middle, results passed on, work on top of a branch, targets ended one by one. */
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { importPlan } from '../../cli/import/import-plan.ts';
import { must } from './answers.ts';
import { branchesOf, fileOn } from './repositories.ts';
import { SteeredWork } from './steered-work.ts';
import { System } from './system.ts';

let system: System;
let remotes: Map<string, string>;
beforeAll(async () => {
  system = await System.start({ workers: 1, concurrency: 8 });
  remotes = await system.onboard(['lib', 'api', 'web', 'app']);
});
afterAll(() => system.close());

const pathsAnd = async <T>(fleet_id: string, read: (target: Awaited<ReturnType<typeof targetsOf>>[number]) => T) =>
  Object.fromEntries((await targetsOf(fleet_id)).map((target) => [target.path, read(target)]));
const targetsOf = async (fleet_id: string) => must(await system.client.listTargets({ params: { fleet_id } }));
const remote = (name: string): string => remotes.get(name) ?? '';

/** lib first, then api and web, then app. */
const after = (steered: ReturnType<SteeredWork['targets']>, dependsOn: Readonly<Record<string, readonly string[]>>) =>
  steered.map((target) => ({ ...target, depends_on: [...(dependsOn[target.repo.slice('acme/'.length)] ?? [])] }));
const diamond = { api: ['lib'], web: ['lib'], app: ['api', 'web'] };

test('a diamond with a failing middle blocks its end, and a retry unblocks it', async () => {
  const work = await SteeredWork.in(system, 'diamond');
  const targets = after(work.targets({ lib: 'pass', api: 'fail', web: 'pass', app: 'pass' }), diamond);
  const { fleet_id } = must(await system.client.submitFleet({ body: { ...work.work(), targets, failure: null } }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'PARTIAL' });
  expect(await pathsAnd(fleet_id, ({ status, blocked_by }) => [status, blocked_by])).toEqual({
    lib: ['SUCCEEDED', null],
    api: ['FAILED', null],
    web: ['SUCCEEDED', null],
    app: ['BLOCKED', { path: 'api', status: 'FAILED' }],
  });
  const log = must(await system.client.listLog({ params: { fleet_id } }));
  expect(log.find(({ action }) => action === 'blocked')).toMatchObject({
    reason: "Blocked 1 target: dependency 'api' failed.",
    targets: ['app'],
  });
  await work.mend();
  must(await system.client.retryFleet({ params: { fleet_id }, body: {} }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED', generation: 2 });
  expect(await pathsAnd(fleet_id, ({ attempt }) => attempt)).toEqual({ lib: 1, api: 2, web: 1, app: 1 });
});

test('what a target says of its result reaches its dependents, and one works on top of the branch of another', async () => {
  const command = [
    'if [ "$BGAGENT_TARGET" = lib ]; then',
    `  printf '{"result": {"version": "2.1", "breaking": true}}' > "$BGAGENT_RESULT"; echo lib > lib.txt`,
    'else',
    '  echo "$BGAGENT_VAR_says" > says.txt; ls > seen.txt',
    'fi',
  ].join('\n');
  const says =
    '{{deps.lib.result.version}} {{deps.lib.result.breaking}} {{deps.lib.outcome}} {{deps.lib.branch}} [{{deps.lib.result.none}}]';
  const { fleet_id } = must(
    await system.client.submitFleet({
      body: {
        ...{ title: 'Pass on', workflow_ref: 'shell/run-v1', params: { command }, failure: null },
        targets: [
          'acme/lib',
          { repo: 'acme/api', depends_on: ['lib'], vars: { says } },
          { repo: 'acme/lib', id: 'lib-docs', depends_on: ['lib'], base: 'lib', vars: { says: 'on top' } },
        ],
      },
    }),
  );
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'SUCCEEDED' });
  const branchOf = (path: string): string => `bgagent/${fleet_id}/${path}`;
  expect(await fileOn(remote('api'), branchOf('api'), 'says.txt')).toBe(`2.1 true changed ${branchOf('lib')} []\n`);
  expect(await fileOn(remote('lib'), branchOf('lib-docs'), 'seen.txt')).toContain('lib.txt');
  const stacked = (await branchesOf(remote('lib'))).find(({ name }) => name === branchOf('lib-docs'));
  expect(stacked?.commits).toHaveLength(2);
  const lib = must(await system.client.getTarget({ params: { fleet_id, path: 'lib' } }));
  expect(lib.attempts).toMatchObject([{ result: { version: '2.1', breaking: true } }]);
  const api = must(await system.client.getTarget({ params: { fleet_id, path: 'api' } }));
  const events = must(await system.client.listTaskEvents({ params: { task_id: api.task_id ?? '' } }));
  expect(JSON.stringify(events)).toContain('deps.lib.result.none');
});

test('targets are cancelled, skipped and failed one by one, and their dependents follow', async () => {
  const work = await SteeredWork.in(system, 'single');
  const targets = after(work.targets({ lib: 'wait', api: 'wait', web: 'pass', app: 'pass' }), { web: ['lib'], app: ['web'] });
  const { fleet_id } = must(
    await system.client.submitFleet({ body: { ...work.work(), targets, failure: { threshold_count: 1 }, max_concurrency: 4 } }),
  );
  const of = { params: { fleet_id } };
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.RUNNING === 2);
  expect(await system.client.skipTargets({ ...of, body: { targets: ['web', 'lib'] } })).toMatchObject({
    status: 409,
    error: { code: 'INVALID_STATE', details: [{ path: '/targets/1', code: 'INVALID_STATE', message: 'lib is RUNNING.' }] },
  });
  expect(await system.client.cancelTargets({ ...of, body: { targets: ['none'] } })).toMatchObject({ status: 404 });
  must(await system.client.skipTargets({ ...of, body: { targets: ['app'], reason: 'not needed' } }));
  must(await system.client.failTargets({ ...of, body: { targets: ['lib'], reason: 'goes in circles' } }));
  await system.waitFor(fleet_id, ({ progress }) => progress.counts.FAILED === 1);
  must(await system.client.cancelTargets({ ...of, body: { targets: ['api'] } }));
  expect(await system.waitForEnd(fleet_id)).toMatchObject({ status: 'FAILED', reason: null });
  expect(await pathsAnd(fleet_id, ({ status, failure, blocked_by }) => [status, failure?.code, blocked_by?.path])).toEqual({
    lib: ['FAILED', 'FAILED_BY_PERSON', undefined],
    api: ['CANCELLED', undefined, undefined],
    web: ['BLOCKED', undefined, 'lib'],
    app: ['SKIPPED', undefined, undefined],
  });
});

test('the plan of Copilot Orchestrator runs as it is, and says what is missing where there is no PowerShell', async () => {
  const plan: unknown = JSON.parse(readFileSync(new URL('../cli/import/copilot-plan.json', import.meta.url), 'utf8'));
  const { body } = await importPlan(plan, { repo: ['acme/lib'], name: 'copilot-plan.json' });
  const request = body as SubmitRequest;
  const planned = must(await system.client.planFleet({ body: request }));
  expect(planned.targets.map(({ path, wave, depends_on }) => [path, wave, depends_on.map((each) => each.path)])).toEqual([
    ['phase1/collection/count-files', 1, []],
    ['phase1/collection/count-dirs', 1, []],
    ['phase1/analysis/analyze-structure', 2, ['phase1/collection/count-files', 'phase1/collection/count-dirs']],
    ['phase2/reporting/generate-report', 3, ['phase1/analysis/analyze-structure']],
  ]);
  const { fleet_id } = must(await system.client.submitFleet({ body: request }));
  const { status } = await system.waitForEnd(fleet_id);
  const missing = 'The command failed: exit code 127: This work needs PowerShell (pwsh), which this worker does not have.';
  const [counted, followed, last] = hasPowerShell()
    ? (['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'] as const)
    : ([`FAILED: ${missing}`, 'BLOCKED by phase1/collection/count-files', 'FAILED'] as const);
  expect(status).toBe(last);
  const told = ({ status, failure, blocked_by }: Awaited<ReturnType<typeof targetsOf>>[number]): string =>
    failure !== null ? `${status}: ${failure.message}` : blocked_by !== null ? `${status} by ${blocked_by.path}` : status;
  expect(await pathsAnd(fleet_id, told)).toEqual({
    'phase1/collection/count-files': counted,
    'phase1/collection/count-dirs': counted,
    'phase1/analysis/analyze-structure': followed,
    'phase2/reporting/generate-report': followed,
  });
});

function hasPowerShell(): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'pwsh'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
