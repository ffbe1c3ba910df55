/**
 * Checks the repositories that share the sandbox of a task (semantics 25). Only fleets ask for such a task. Each is checked as `repo` is.
 * Example: one that was removed since the submit → REPO_NOT_ONBOARDED, and the attempt fails.
 */
import type { RepoStore } from '../adapters/ports.ts';
import type { SharedRepoOfTask } from '../contracts/shared-repos.ts';
import type { Workflow } from '../contracts/workflows.ts';
import { isBranchPart } from '../core/branch-path.ts';
import { sharingWorkflows } from '../core/plan/shared-groups.ts';
import { checkRepo } from './check-repo.ts';
import { verifiersForbidden } from './forbidden-commands.ts';
import { invalid, valid, type Body, type Checked } from './check-result.ts';

interface Settings {
  readonly repos: Pick<RepoStore, 'getRepo'>;
  readonly callerVerifiers: boolean;
}

/** @param body the request, of which all else was checked */
export async function checkSharedRepos(
  shared: readonly SharedRepoOfTask[],
  { body, workflow, settings }: { readonly body: Body; readonly workflow: Workflow; readonly settings: Settings },
): Promise<Checked<null>> {
  if (shared.length === 0) return valid(null);
  if (!sharingWorkflows.includes(workflow.id)) return invalid(`shared_repos is not accepted by the workflow ${workflow.id}.`);
  if (shared[0]?.repo !== body['repo']) return invalid('shared_repos must begin with repo.');
  if (body['base_branch'] != null) return invalid('base_branch is not accepted with shared_repos.');
  const folders = shared.map(({ folder }) => folder.toLowerCase());
  if (new Set(folders).size < folders.length) return invalid('shared_repos must have different folders.');
  const unsafe = shared.find(({ folder }) => !isFolder(folder));
  if (unsafe) return invalid(`shared_repos has ${JSON.stringify(unsafe.folder)}, which is no name of a folder.`);
  const verified = shared.findIndex(({ verifiers }) => verifiers !== null && verifiers.length > 0);
  if (verified >= 0 && !settings.callerVerifiers) {
    return { ok: false, error: verifiersForbidden([`/shared_repos/${verified}/verifiers`]) };
  }
  for (const { repo } of shared) {
    const checked = await checkRepo(repo, workflow, settings.repos);
    if (!checked.ok) return checked;
  }
  return valid(null);
}

const isFolder = (name: string): boolean => /^[\w.-]+$/.test(name) && isBranchPart(name);
