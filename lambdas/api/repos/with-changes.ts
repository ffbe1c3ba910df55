/** Applies an operator's edit to a repository. */
import type { z } from 'zod';
import type { Problem } from '../../../contracts/http/errors.ts';
import { limits } from '../../../contracts/limits.ts';
import type { Repository, repositoryChanges } from '../../../contracts/repository.ts';
import type { RepoChange } from '../../../adapters/ports.ts';
import { validationError, type Refusal } from '../answer.ts';

type Changes = z.output<typeof repositoryChanges>;

/** Null unsets a field or a tag; fields and tags that are not named stay. Refused if there would be too many tags. */
export function withChanges(known: Repository, { tags, ...fields }: Changes): RepoChange<Refusal> {
  const named = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const changed = { ...known, ...named, tags: tagsAfter(known.tags, tags) };
  return hasTooManyTags(changed) ? { refused: refusal } : { written: changed };
}

function tagsAfter(known: Repository['tags'], changes: Changes['tags']): Repository['tags'] {
  if (changes === undefined) return known;
  if (changes === null) return {};
  const all = Object.entries({ ...known, ...changes });
  return Object.fromEntries(all.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])));
}

export const hasTooManyTags = ({ tags }: Repository): boolean => Object.keys(tags).length > limits.labels;

/** @param path where the request names the tags */
export const tooManyTags = (path: string): Problem => ({
  path,
  code: 'INVALID_VALUE',
  message: `${path.slice(1)} must have ${limits.labels} entries at most, with those that stay.`,
});

const refusal: Refusal = { kind: 'error', error: validationError([tooManyTags('/tags')]) };
