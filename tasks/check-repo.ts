/** Checks the name of a repository against the repository table. */
import type { RepoStore } from '../adapters/ports.ts';
import type { Repository } from '../contracts/repository.ts';
import type { Workflow } from '../contracts/workflows.ts';
import { absent, invalid, valid, type Checked } from './check-result.ts';
import { checkRepoName } from './platform-fields.ts';

export async function checkRepo(
  repo: unknown,
  workflow: Workflow,
  repos: Pick<RepoStore, 'getRepo'>,
): Promise<Checked<Repository | null>> {
  if (absent(repo)) return workflow.needsRepo ? invalid(`repo is required by the workflow ${workflow.id}.`) : valid(null);
  const name = checkRepoName(repo);
  if (!name.ok) return name;
  const found = await repos.getRepo(name.value);
  if (found?.status !== 'active') return notOnboarded(name.value, 'an operator must onboard it first');
  // A task needs the exact name, as in ABCA's task API. Everywhere else the case of a name is ignored.
  return found.repo === name.value
    ? valid(found)
    : notOnboarded(name.value, `a task names it as it was onboarded, ${found.repo}`);
}

function notOnboarded(repo: string, whatHelps: string): Checked<never> {
  return { ok: false, error: { code: 'REPO_NOT_ONBOARDED', message: `repo ${repo} is not onboarded: ${whatHelps}.` } };
}
