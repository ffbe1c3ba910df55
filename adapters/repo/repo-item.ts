/** How a repository becomes an item of the repository table, and back. */
import * as z from 'zod';
import { repository, type Repository } from '../../contracts/repository.ts';

/** A repository with what only its store knows. */
export interface StoredRepo {
  readonly key: string;
  /** Raised by each write; 0 for an item of before. */
  readonly revision: number;
  readonly repository: Repository;
}

export const storedRepo = repository
  .extend({ name: repository.shape.repo.optional(), revision: z.number().int().positive().optional() })
  .transform(({ name, revision = 0, ...fields }): StoredRepo => {
    const { repo: key } = fields;
    return { key, revision, repository: { ...fields, repo: name ?? key } };
  });

export const itemOf = ({ repo: name, ...fields }: Repository, key: string, revision: number): Record<string, unknown> => ({
  ...fields,
  repo: key,
  name,
  revision,
});

/** The condition that nobody wrote an item since it was read. */
export function revisionIs(known: StoredRepo | undefined): {
  ConditionExpression: string;
  ExpressionAttributeValues?: Record<string, number>;
} {
  if (known === undefined) return { ConditionExpression: 'attribute_not_exists(repo)' };
  if (known.revision === 0) return { ConditionExpression: 'attribute_exists(repo) AND attribute_not_exists(revision)' };
  return { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': known.revision } };
}

/** Of the items that a name may mean: the first that is onboarded, else the first. */
export function choose(candidates: readonly (StoredRepo | undefined)[]): StoredRepo | undefined {
  const found = candidates.filter((row) => row !== undefined);
  return found.find(({ repository: { status } }) => status === 'active') ?? found[0];
}
