/**
 * Names targets (semantics 7). A target without an id takes its repository's name, or `owner.name` where a sibling would have that
 * name too; the same repository twice in one group without ids is one target.
 * Invariant: siblings, targets and groups alike, have different names, each fit to be a part of a path and of a branch.
 * Example: acme/api, globex/api, acme/web → acme.api, globex.api, web.
 */
import { isBranchPart } from '../branch-path.ts';
import { shorten } from '../text/shorten.ts';
import type { GroupEntry, PlacedEntry, PlanProblem, PlanWarning } from './plan-spec.ts';

export interface NamedEntry extends PlacedEntry {
  readonly id: string;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** Every target has a branch that its name is a part of. */
export const isGoodName = (name: string): boolean => namePattern.test(name) && isBranchPart(name);

/** The group of targets that were given outside groups; it has no prefix in their paths. */
export const defaultGroup = 'default';

/** Drops repeated repositories (case ignored, as forges do), keeping the first. */
export function dropRepeated(entries: readonly PlacedEntry[]): {
  kept: readonly PlacedEntry[];
  warnings: readonly PlanWarning[];
} {
  const seen = new Set<string>();
  const warnings: PlanWarning[] = [];
  const kept = entries.filter(({ pointer, entry }) => {
    const key = entry.repo.toLowerCase();
    if (entry.id !== null || !seen.has(key)) {
      if (entry.id === null) seen.add(key);
      return true;
    }
    warnings.push({
      path: pointer,
      code: 'DUPLICATE_TARGET',
      message: `${entry.repo} is listed twice: only the first one counts. Give each an id to keep both.`,
    });
    return false;
  });
  return { kept, warnings };
}

export interface Named {
  readonly named: readonly NamedEntry[];
  readonly problems: readonly PlanProblem[];
}

/** Names the targets of one group, beside the groups in it; problems for bad and for repeated names. */
export function nameSiblings(entries: readonly PlacedEntry[], groups: readonly GroupEntry[]): Named {
  const clashing = clashingNames(entries);
  const named = entries.map(({ pointer, entry }) => ({ pointer, entry, id: nameOf(entry, clashing) }));
  return { named, problems: [...badNames(named), ...groups.flatMap(badGroupName), ...repeatedNames(named, groups)] };
}

/** The names that a target may have, of which its siblings decide. */
export const namesOf = ({ repo, id }: PlacedEntry['entry']): readonly string[] =>
  id === null ? [shortName(repo), longName(repo)] : [id];

export const shortName = (repo: string): string => repo.slice(repo.indexOf('/') + 1);
export const longName = (repo: string): string => repo.replace('/', '.');

function clashingNames(entries: readonly PlacedEntry[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const clashing = new Set<string>();
  for (const { entry } of entries) {
    const name = entry.id ?? shortName(entry.repo);
    if (seen.has(name)) clashing.add(name);
    seen.add(name);
  }
  return clashing;
}

function nameOf(entry: PlacedEntry['entry'], clashing: ReadonlySet<string>): string {
  if (entry.id !== null) return entry.id;
  const short = shortName(entry.repo);
  return clashing.has(short) ? longName(entry.repo) : short;
}

function badNames(named: readonly NamedEntry[]): PlanProblem[] {
  return named.flatMap(({ id, pointer, entry }) => (isGoodName(id) ? [] : [badName(id, pointer, entry.id === null)]));
}

const nameRule =
  'starts with a letter or digit and holds letters, digits, _ . - (64 at most; no "..", no "." or ".lock" at its end)';

function badName(id: string, pointer: string, implied: boolean): PlanProblem {
  const message = implied
    ? `The repository's name "${shorten(id)}" cannot be the target's id: an id ${nameRule}. Give the target an id.`
    : `"${shorten(id)}" cannot be an id: an id ${nameRule}.`;
  return { path: implied ? pointer : `${pointer}/id`, code: 'BAD_NAME', message };
}

function badGroupName({ name, pointer }: GroupEntry): PlanProblem[] {
  const path = `${pointer}/name`;
  if (name === defaultGroup) {
    const message = `A group cannot be named "${defaultGroup}": that is the group of the targets outside all groups.`;
    return [{ path, code: 'BAD_NAME', message }];
  }
  return isGoodName(name)
    ? []
    : [{ path, code: 'BAD_NAME', message: `"${shorten(name)}" cannot be a group's name: it ${nameRule}.` }];
}

interface Sibling {
  readonly name: string;
  /** JSON Pointers to the sibling and to its name. */
  readonly pointer: string;
  readonly path: string;
}

function repeatedNames(named: readonly NamedEntry[], groups: readonly GroupEntry[]): PlanProblem[] {
  const siblings: Sibling[] = [
    ...named.map(({ id, pointer, entry }) => ({ name: id, pointer, path: entry.id === null ? pointer : `${pointer}/id` })),
    ...groups.map(({ name, pointer }) => ({ name, pointer, path: `${pointer}/name` })),
  ];
  const first = new Map<string, string>();
  return siblings.flatMap(({ name, pointer, path }) => {
    const before = first.get(name);
    if (before === undefined) first.set(name, pointer);
    if (before === undefined) return [];
    const message = `The name "${shorten(name)}" is already used by ${before}. Targets and groups side by side need different names: rename one.`;
    return [{ path, code: 'DUPLICATE_ID' as const, message }];
  });
}
