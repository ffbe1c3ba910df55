/** Applies an operator's edit to a repository. */
import type { z } from 'zod';
import { limits } from '../../../contracts/limits.ts';
import type { Repository, repositoryChanges } from '../../../contracts/repository.ts';
import type { RepoChange } from '../../../adapters/ports.ts';
import { validationError, type Refusal } from '../answer.ts';

type Changes = z.output<typeof repositoryChanges>;

/** Null unsets a field or a tag; fields and tags that are not named stay. Refused if there would be too many tags. */
export function withChanges(known: Repository, { tags, ...fields }: Changes): RepoChange<Refusal> {
  const named = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const changed = { ...known, ...named, tags: tagsAfter(known.tags, tags) };
  return Object.keys(changed.tags).length > limits.labels ? { refused: tooManyTags } : { written: changed };
}

function tagsAfter(known: Repository['tags'], changes: Changes['tags']): Repository['tags'] {
  if (changes === undefined) return known;
  if (changes === null) return {};
  const all = Object.entries({ ...known, ...changes });
  return Object.fromEntries(all.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])));
}

const tooManyTags: Refusal = {
  kind: 'error',
  error: validationError([
    { path: '/tags', code: 'INVALID_VALUE', message: `tags must have ${limits.labels} entries at most, with those that stay.` },
  ]),
};
