/** The repositories that a request names one by one, and the edits that add and take away some. */
import type { Edit } from './edit-fleet.ts';
import { isObject, listAt, type Body } from './fleet-document.ts';
import type { ListedTarget } from './read-list.ts';

const repoOf = (target: unknown): string | undefined => {
  const repo = isObject(target) ? target['repo'] : target;
  return typeof repo === 'string' ? repo : undefined;
};

export interface NamedTarget {
  /** Its place in `targets`. */
  readonly at: number;
  readonly name: string;
  /** Whether it has settings of its own. */
  readonly hasMore: boolean;
}

export const namedTargets = (body: Body): readonly NamedTarget[] =>
  listAt(body, ['targets']).map((target, at) => ({
    at,
    name: repoOf(target) ?? 'something that is no repository',
    hasMore: isObject(target) && Object.keys(target).length > 1,
  }));

/** In lower case, as owners and names count. */
export const namesOf = (body: Body): ReadonlySet<string> =>
  new Set(listAt(body, ['targets']).flatMap((target) => repoOf(target)?.toLowerCase() ?? []));

/** Those that are not there yet, at the end. */
export function adding(
  body: Body,
  targets: readonly ListedTarget[],
): { readonly edits: readonly Edit[]; readonly known: number } {
  const names = namesOf(body);
  const fresh = targets.filter((target) => !names.has((typeof target === 'string' ? target : target.repo).toLowerCase()));
  return { edits: fresh.length === 0 ? [] : [{ path: ['targets'], add: fresh }], known: targets.length - fresh.length };
}

/** All entries with this repository. */
export function removing(body: Body, repo: string): readonly Edit[] {
  const wanted = repo.toLowerCase();
  const places = listAt(body, ['targets']).flatMap((target, at) => (repoOf(target)?.toLowerCase() === wanted ? [at] : []));
  return places.reverse().map((at) => ({ path: ['targets', at], value: undefined }));
}

/** How many groups there are, and targets in them. */
export function countGroups(body: unknown): { readonly groups: number; readonly targets: number } {
  let groups = 0;
  let targets = 0;
  for (const group of listAt(body, ['groups'])) {
    const inner = countGroups(group);
    groups += 1 + inner.groups;
    targets += listAt(group, ['targets']).length + inner.targets;
  }
  return { groups, targets };
}
