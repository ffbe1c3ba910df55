/** What must hold of every fleet that ended, whatever happened on the way. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { targetView, type TargetView } from '../../../contracts/http/fleet.ts';
import { cliFolder } from '../../cli/run-cli.ts';
import { must } from '../../scenarios/answers.ts';
import { branchesOf } from '../../scenarios/repositories.ts';
import type { System } from '../../scenarios/system.ts';

export async function targetsOf(system: System, fleet_id: string): Promise<readonly TargetView[]> {
  const rows = must(await system.client.getResults({ params: { fleet_id }, query: { format: 'json', limit: 1_000 } }));
  return targetView.array().parse(rows);
}

/**
 * Each target succeeded with its first attempt and one task; each repository below the folder has one branch with one commit; and
 * `bgagent doctor --fleet` finds nothing wrong.
 */
export async function expectDoneOnce(system: System, fleet_id: string, remotes: string): Promise<void> {
  const targets = await targetsOf(system, fleet_id);
  expect(targets.filter(({ status, attempt }) => status !== 'SUCCEEDED' || attempt !== 1)).toEqual([]);
  const tasks = await system.tasksOf(fleet_id);
  expect(tasks.map(({ repo }) => repo).sort()).toEqual(targets.map(({ repo }) => repo).sort());
  const branches = new Map<string, readonly number[]>();
  for (const name of await readdir(remotes)) {
    branches.set(
      name,
      (await branchesOf(join(remotes, name))).map(({ commits }) => commits.length),
    );
  }
  expect([...branches].filter(([, commits]) => commits.length !== 1 || commits[0] !== 1)).toEqual([]);
  expect(branches.size).toBe(targets.length);
  await expectSound(system, fleet_id);
}

/** `bgagent doctor --fleet` finds nothing stale, and no invariant that is broken. */
export async function expectSound(system: System, fleet_id: string): Promise<void> {
  const cli = cliFolder();
  const env = { BGAGENT_API_URL: system.apiUrl, BGAGENT_TOKEN: system.token };
  const { code, stdout, stderr } = await cli.run(['doctor', '--fleet', fleet_id], { env });
  cli.remove();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('it keeps its invariants');
}
