/** Fleets over real repositories, and what they leave in them. */
import { makeRepository, branchesOf } from '../scenarios/repositories.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { insist } from './fleets.ts';
import type { Stage } from './stage/stage.ts';

const names = ['r0', 'r1', 'r2', 'r3', 'r4'];
const made = new WeakMap<Stage, ReadonlyMap<string, string>>();

/** The stage's repositories, made and onboarded once: their clone URLs by name. */
export async function repositoriesOf(stage: Stage): Promise<ReadonlyMap<string, string>> {
  const known = made.get(stage);
  if (known) return known;
  const remotes = new Map<string, string>();
  for (const name of names) {
    const clone_url = await makeRepository(stage.folder, `acme/${name}`, { 'README.md': 'hello\n' });
    await insist(() => stage.client.putRepo({ params: { owner: 'acme', name }, body: { clone_url } }));
    remotes.set(name, clone_url);
  }
  made.set(stage, remotes);
  return remotes;
}

/** One target per repository, each with a change that shows when it is made twice, and that takes these seconds. */
export const gitFleet = (title: string, seconds = 0.2): SubmitRequest => ({
  title,
  workflow_ref: 'shell/run-v1',
  params: { command: `sleep ${seconds}; echo "$BGAGENT_TARGET" >> changed` },
  targets: names.map((name) => `acme/${name}`),
  max_concurrency: 3,
});

/**
 * One branch with one commit in each repository.
 * @throws Error naming the repository that has something else
 */
export async function checkBranches(stage: Stage, fleetId: string): Promise<void> {
  for (const [name, remote] of await repositoriesOf(stage)) {
    const branches = (await branchesOf(remote)).filter((branch) => branch.name.startsWith(`bgagent/${fleetId}/`));
    const commits = branches.map((branch) => branch.commits.length).join();
    if (commits === '1') continue;
    throw new Error(`${name} has ${branches.length} branches of fleet ${fleetId}, with ${commits} commits`);
  }
}
