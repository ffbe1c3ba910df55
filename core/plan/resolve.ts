/**
 * Finds the target or group that a reference means: by its name, from the innermost scope outwards, and last by the name of a
 * repository that occurs once in the fleet (semantics 7).
 * Invariant: a reference to something that is left out never falls through to another target of that name further out.
 * Example: 'Globex/api' → the one target of the repository globex/api, whatever its path is.
 */
import { at } from '../ledger/ordinals.ts';
import { plural } from '../text/plural.ts';
import { shorten } from '../text/shorten.ts';
import { shortenPath } from '../text/shorten-path.ts';
import { lookUp, type Meaning, type Scope } from './name-tree.ts';
import { whyAbsent, type Walk } from './walk-tree.ts';

/** `paths`: the targets of the repository that the reference names, if there are several. */
export type Found = Meaning | { readonly kind: 'unknown'; readonly paths: readonly string[] };

export interface Resolver {
  readonly find: (scope: Scope, reference: string) => Found;
  /** A sentence that says why nothing has that name, and what would be right. */
  readonly sayUnknown: (reference: string, paths: readonly string[]) => string;
}

export function makeResolver(walk: Walk): Resolver {
  const ofRepos = once(() => meaningsOfRepos(walk));
  const paths = once(() => [
    // A group that shares a sandbox and its target are one path.
    ...new Set([...walk.targets.map(({ path }) => path), ...walk.groups.slice(1).map(({ range: { path } }) => path)]),
  ]);
  return {
    find: (scope, reference) => {
      const found = lookUp(scope, reference);
      return found ? withContent(walk, found) : byRepo(ofRepos().get(reference.toLowerCase()));
    },
    sayUnknown: (reference, several) =>
      several.length > 0 ? sayAmbiguous(reference, several) : sayNotFound(reference, walk.spec.nearest(reference, paths())),
  };
}

/** A value that is made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What the name of a repository means; `paths`: its targets in the plan. They are all in it, or all left out. */
interface OfRepo {
  readonly meaning: Meaning;
  readonly paths: string[];
}

/** By the name of the repository in lower case. */
function meaningsOfRepos({ spec, targets, absent }: Walk): ReadonlyMap<string, OfRepo> {
  const found = new Map<string, OfRepo>();
  for (const { entry, ordinal, path } of targets) {
    for (const { repo } of entry.shared ?? [entry]) {
      const before = found.get(repo.toLowerCase());
      if (before) before.paths.push(path);
      else found.set(repo.toLowerCase(), { meaning: { kind: 'target', ordinal }, paths: [path] });
    }
  }
  for (const placed of absent) {
    found.set(placed.entry.repo.toLowerCase(), { meaning: { kind: 'absent', why: whyAbsent(spec, placed) }, paths: [] });
  }
  return found;
}

/** A group without targets is not in the plan. */
function withContent({ groups, spec }: Walk, found: Meaning): Meaning {
  if (found.kind !== 'group') return found;
  const { from, to } = at(groups, found.group);
  return to > from ? found : { kind: 'absent', why: spec.unonboarded === 'reject' ? null : 'no target of the group is left' };
}

function byRepo(found: OfRepo | undefined): Found {
  if (!found) return { kind: 'unknown', paths: [] };
  return found.paths.length > 1 ? { kind: 'unknown', paths: found.paths } : found.meaning;
}

/** Paths that a sentence lists. */
const mostPaths = 10;

function sayAmbiguous(reference: string, paths: readonly string[]): string {
  const more = paths.length > mostPaths ? ` and ${plural(paths.length - mostPaths, 'other')}` : '';
  const listed = paths.slice(0, mostPaths).map(shortenPath).join(', ');
  return `"${shorten(reference)}" is the repository of ${paths.length} targets. Write the path of one of them: ${listed}${more}.`;
}

function sayNotFound(reference: string, near: readonly string[]): string {
  const dots = reference.split('/').includes('..') ? ' ".." cannot be used: write the path from the root with / before it.' : '';
  const meant = near.length > 0 ? ` Did you mean ${near.map(shortenPath).join(' or ')}?` : '';
  return `"${shorten(reference)}" is no target and no group of the fleet.${unseenIn(reference)}${dots}${meant}`;
}

/** Characters that control or format a text have no look of their own: such a name looks like another one. */
function unseenIn(reference: string): string {
  const [first] = reference.match(/[\p{Cc}\p{Cf}]/u) ?? [];
  if (first === undefined) return '';
  const code = Number(first.codePointAt(0)).toString(16).toUpperCase().padStart(4, '0');
  return ` It holds a character that cannot be seen (U+${code}): type it again.`;
}
