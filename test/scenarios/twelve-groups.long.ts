/** Twelve teams, three at a time, at most 15 % of them may fail: the whole story from the command line. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import * as z from 'zod';
import { fleetView, targetView, type FleetView } from '../../contracts/http/fleet.ts';
import { cliFolder, type Ended } from '../cli/run-cli.ts';
import { SteeredWork } from './steered-work.ts';
import { System } from './system.ts';

let system: System;
let cli: ReturnType<typeof cliFolder>;
/** Each group has a repository or two: `<team>-api`, `<team>-job`. */
const teams = ['auth', 'billing', 'cart', 'docs', 'email', 'feeds', 'gifts', 'hooks', 'index', 'jobs', 'keys', 'logs'];
const withTwo = ['billing', 'email', 'hooks', 'keys'];
const reposOf = (team: string): string[] => [`${team}-api`, ...(withTwo.includes(team) ? [`${team}-job`] : [])];
const [broken, brokenTarget] = ['billing', 'billing/billing-api'] as const;

beforeAll(async () => {
  system = await System.start({ workers: 2 });
  await system.onboard(teams.flatMap(reposOf));
  cli = cliFolder();
});
afterAll(async () => {
  cli.remove();
  await system.close();
});

const bgagent = (...args: string[]): Promise<Ended> =>
  cli.run(['fleet', ...args], { env: { BGAGENT_API_URL: system.apiUrl, BGAGENT_TOKEN: system.token } });
/** @throws Error where it did not exit with 0 */
async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await bgagent(...args);
  if (code !== 0) throw new Error(`bgagent fleet ${args.join(' ')}: ${code ?? ''} ${stderr}`);
  return stdout;
}
const statusOf = async (id: string): Promise<FleetView> => fleetView.parse(JSON.parse(await done('status', id, '--json')));

const openGroups = ({ groups }: FleetView): number =>
  groups.filter(({ status, counts, from, to }) => status === 'RUNNING' && counts.PENDING < to - from).length;

async function writeFleetFile(work: SteeredWork): Promise<void> {
  const groups = teams.map((name) => {
    const repos = reposOf(name).map((repo) => [repo, `${name}/${repo}` === brokenTarget ? 'fail' : 'pass'] as const);
    return { name, targets: work.targets(Object.fromEntries(repos)) };
  });
  const gates = { require_approval: true, max_concurrency: 6, max_concurrent_groups: 3 };
  const failure = { threshold_percent: 15, unit: 'group', action: 'pause' };
  const pull_request = { branch_prefix: 'auto/slog-migration' };
  await writeFile(join(cli.dir, 'fleet.yaml'), stringify({ ...work.work(), groups, ...gates, failure, pull_request }));
}

test('approve, breach, wait, continue, retry, and a new fleet from what failed', async () => {
  const work = await SteeredWork.in(system, 'groups');
  await writeFleetFile(work);
  const submitted = await bgagent('submit', '-f', 'fleet.yaml', '--wait', '--json');
  expect(submitted.code).toBe(5);
  const { fleet_id: id } = fleetView.parse(JSON.parse(submitted.stdout));
  expect(await done('status')).toMatch(/PENDING .*\n.*0\/16 done[\s\S]*\[ \] auth[\s\S]*Next: bgagent fleet continue @last/);

  await done('continue', '--reason', 'approved');
  const [watched] = await Promise.all([
    bgagent('watch', '--timeout', '2m'),
    system.waitFor(
      id,
      ({ status }) => status === 'PAUSED',
      (fleet) => {
        expect(openGroups(fleet)).toBeLessThanOrEqual(3);
      },
    ),
  ]);
  expect(watched.code).toBe(5);
  expectPaused(await done('status'));

  const before = await statusOf(id);
  const tasks = (await system.tasksOf(id)).length;
  expect((await bgagent('continue', id, '--expect-revision', String(before.revision - 1))).code).toBe(1);
  expect(await statusOf(id)).toMatchObject({
    status: 'PAUSED',
    reason: before.reason,
    progress: { counts: before.progress.counts },
  });
  expect((await system.tasksOf(id)).length).toBe(tasks);

  expect(await done('continue', id, '--reason', 'known')).toMatch(/^Done: continue\.\n.*RUNNING/);
  expect((await bgagent('watch', id)).code).toBe(3);
  const ended = await done('status', id);
  expect(ended).toMatch(/PARTIAL\n.*16\/16 done · 15 succeeded · 1 failed/);
  expect(ended).toContain(`Next: bgagent fleet retry @last · fleet logs ${brokenTarget}`);

  const child = fleetView.parse(JSON.parse(await done('submit', '--retry-of', id, '--require-approval', '--json')));
  expect(child).toMatchObject({ retry_of: id, root_fleet_id: id, progress: { total: 1 }, groups: [{ path: broken }] });
  await done('cancel', child.fleet_id, '--yes');
  await retryWhatFailed(id, work);
});

/** Whatever else had finished by then, one team had failed, and one is too many until the seventh has finished. */
function expectPaused(status: string): void {
  const [, share = '', finished = ''] =
    /PAUSED {3}failure threshold: (\d+\.\d) % of finished groups \(1\/(\d+)\), 8\.3 % of total groups \(1\/12\), limit 15 %\. Failed: billing\./.exec(
      status,
    ) ?? [];
  expect(Number(share)).toBeCloseTo(100 / Number(finished), 1);
  expect(Number(finished)).toBeGreaterThanOrEqual(3);
  expect(Number(finished)).toBeLessThanOrEqual(6);
  expect(status).toMatch(/ {2}\[✗\] billing +2\/2 {2}1 failed: verifier "check" failed.* \(acme\/billing-api\)/i);
  expect(status).toMatch(/ {2}\[✓\] \w+ +(\d)\/\1\n/);
  expect(status).toMatch(/ {2}\[ \] logs +0\/1\n/);
  expect(status).toContain('Next: bgagent fleet continue @last · fleet continue --skip-remaining · fleet retry · fleet cancel');
}

async function retryWhatFailed(id: string, work: SteeredWork): Promise<void> {
  const failedLog = await done('logs', id, brokenTarget);
  await work.mend();
  expect(await done('retry', id, '--reason', 'mended')).toMatch(/^Done: retry\.\n/);
  expect((await bgagent('watch', id)).code).toBe(0);
  expect(await statusOf(id)).toMatchObject({ status: 'SUCCEEDED', generation: 2 });
  expect(await system.tasks()).toHaveLength(17);
  const targets = z.array(targetView).parse(JSON.parse(await done('targets', id, '--json')));
  const tried = targets.filter(({ attempt }) => attempt > 1);
  expect(tried).toMatchObject([{ path: brokenTarget, attempt: 2, status: 'SUCCEEDED', cost_usd: 0.5 }]);
  expect(tried[0]?.attempts[0]).toMatchObject({ status: 'FAILED', cost_usd: 0.25, failure: { class: 'verification' } });
  expect(await done('logs', id, brokenTarget, '--attempt', '1')).toBe(failedLog);
  const nothing = await bgagent('retry', id);
  expect([nothing.code, nothing.stdout]).toEqual([1, '']);
  expect(nothing.stderr).toMatch(/^bgagent: .*\n$/);
}
