/**
 * Labels of a pull request. GitHub makes a label that the repository does not have; others (Gitea) leave it out and say nothing,
 * so what the forge answers is looked at, and what is missing is made first.
 */
import type { Client } from './octokit.ts';

export interface Labelled {
  readonly client: Client;
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** GitHub's own colour for a label that it makes. */
const color = 'ededed';

/**
 * Repeatable: labels that are there already stay.
 * @throws what Octokit throws where the forge refuses them
 */
export async function setLabels(place: Labelled, labels: readonly string[]): Promise<void> {
  if (labels.length === 0) return;
  const missing = await missingAfterAdding(place, labels);
  if (missing.length === 0) return;
  const { client, owner, repo } = place;
  for (const name of missing) await client.rest.issues.createLabel({ owner, repo, name, color });
  const still = await missingAfterAdding(place, missing);
  if (still.length > 0) throw new Error(`The forge left out ${still.join(', ')}`);
}

async function missingAfterAdding({ client, owner, repo, number }: Labelled, labels: readonly string[]): Promise<string[]> {
  const { data } = await client.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...labels] });
  // GitHub answers a label as the repository writes it.
  const set = new Set(data.map(({ name }) => name.toLowerCase()));
  return labels.filter((label) => !set.has(label.toLowerCase()));
}
