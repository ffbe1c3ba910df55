/** Converts a repository to an item of the repository table, and back. */
import * as z from 'zod';
import { importedFields, repository, type Repository } from '../../contracts/repository.ts';
import { versionOf } from '../../contracts/versions.ts';
import { readable } from '../dynamo/item-version.ts';

/** A repository with the fields that only its store reads. */
export interface StoredRepo {
  readonly key: string;
  /** Raised by each write; 0 for an item that is older than revisions. */
  readonly revision: number;
  readonly repository: Repository;
  /** Attributes that this code does not know: a write keeps them. */
  readonly unknown: Readonly<Record<string, unknown>>;
}

const item = repository.extend({
  name: repository.shape.repo.optional(),
  revision: z.number().int().positive().optional(),
  // With what newer code stores in it, so that a write keeps that.
  imported: z.looseObject(importedFields.shape).exactOptional(),
});

/** @throws NewerVersion */
export function repoOfItem(stored: Record<string, unknown>): StoredRepo {
  const { name, revision = 0, ...fields } = item.parse(readable('repository', stored));
  const unknown = Object.entries(stored).filter(([attribute]) => !Object.hasOwn(item.shape, attribute));
  return {
    key: fields.repo,
    revision,
    repository: { ...fields, repo: name ?? fields.repo },
    unknown: Object.fromEntries(unknown),
  };
}

/** @param key for an item that does not exist yet */
export function itemOf(
  { repo: name, ...fields }: Repository,
  known: StoredRepo | undefined,
  key: string,
): Record<string, unknown> {
  const revision = (known?.revision ?? 0) + 1;
  return { ...known?.unknown, ...versionOf('repository'), ...fields, repo: known?.key ?? key, name, revision };
}

/** The condition that an item is still as it was read. */
export function revisionIs(known: StoredRepo | undefined): {
  ConditionExpression: string;
  ExpressionAttributeValues?: Record<string, number>;
} {
  if (known === undefined) return { ConditionExpression: 'attribute_not_exists(repo)' };
  if (known.revision === 0) return { ConditionExpression: 'attribute_exists(repo) AND attribute_not_exists(revision)' };
  return { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': known.revision } };
}

/** Chooses among the items that a name may mean: the first that is onboarded, or else the first. */
export function choose(candidates: readonly (StoredRepo | undefined)[]): StoredRepo | undefined {
  const found = candidates.filter((row) => row !== undefined);
  return found.find(({ repository: { status } }) => status === 'active') ?? found[0];
}
