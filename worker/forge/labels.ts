/**
 * Sets the labels of a pull request. GitHub creates a label that the repository does not have; other forges (Gitea) leave it out
 * without an error. So the labels that are missing in the forge's answer are created and set once more.
 */
import type { Octokit } from '@octokit/rest';

/** A pull request by its number. */
export interface NumberedPull {
  readonly client: Octokit;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** The colour that GitHub gives to a label that it creates. */
const color = 'ededed';

/**
 * Repeatable: labels that are set already stay.
 * @throws the error of Octokit where the forge refuses a request, or an Error that names the labels that it left out
 */
export async function setLabels(pull: NumberedPull, labels: readonly string[]): Promise<void> {
  if (labels.length === 0) return;
  const missing = await missingAfterAdding(pull, labels);
  if (missing.length === 0) return;
  const { client, owner, repo } = pull;
  for (const name of missing) await client.rest.issues.createLabel({ owner, repo, name, color });
  const still = await missingAfterAdding(pull, missing);
  if (still.length > 0) throw new Error(`The forge left out ${still.join(', ')}`);
}

async function missingAfterAdding({ client, owner, repo, number }: NumberedPull, labels: readonly string[]): Promise<string[]> {
  const { data } = await client.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...labels] });
  // GitHub answers a label in the spelling of the repository.
  const set = new Set(data.map(({ name }) => name.toLowerCase()));
  return labels.filter((label) => !set.has(label.toLowerCase()));
}
