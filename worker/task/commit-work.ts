/** Makes the commit of what the work changed, and looks for secrets in it. Nothing is pushed here. */
import { done, failures, type Step } from '../failure.ts';
import { placesOfAddedSecrets } from '../git/added-secrets.ts';
import type { Clone } from '../git/clone.ts';
import { commitChanges } from '../git/commit.ts';
import { committerOf } from '../git/committer.ts';
import { trailerOf } from '../git/trailer.ts';
import { changeTextsOf } from './change-texts.ts';
import { commitMessage } from './commit-message.ts';
import type { Hydrated } from './hydrate.ts';
import type { Job } from './job.ts';
import type { BegunWork } from './run-work.ts';
import { takeCommits } from './take-commits.ts';

/** Answers the commit to push, or undefined where the work changed nothing. Fails where it adds a secret. */
export async function commitWork(job: Job, hydrated: Hydrated, begun: BegunWork): Promise<Step<string | undefined>> {
  const commit = await makeCommit(job, hydrated, begun);
  if (!commit.ok || commit.value === undefined) return commit;
  const secret = await refuseSecrets(job, hydrated.clone, commit.value);
  return secret.ok ? commit : secret;
}

async function makeCommit(
  job: Job,
  { clone, keepCommits }: Hydrated,
  { result, deadline }: BegunWork,
): Promise<Step<string | undefined>> {
  const { git, base, baseTree } = clone;
  const parent = keepCommits ? await takeCommits(job, clone, deadline) : done({ commit: base, tree: baseTree });
  if (!parent.ok) return parent;
  const message = commitMessage(changeTextsOf(job, result), trailerOf(job.task));
  const folder = job.sandbox.repo;
  const commit = await commitChanges({ git, folder, parent: parent.value, message, committer: committerOf(job.config) });
  if (!commit.ok || commit.value !== undefined || parent.value.commit === base) return commit;
  return done(parent.value.commit);
}

/** A commit that holds a secret stays in the worker's own folder, which is removed with the sandbox. */
async function refuseSecrets({ secrets }: Job, { git, known }: Clone, commit: string): Promise<Step<void>> {
  const places = await placesOfAddedSecrets({ git, commit, known, secrets });
  if (!places.ok) return places;
  return places.value.length === 0 ? done(undefined) : failures.secretInTheChange(places.value);
}
