/**
 * What targets are called (semantics 7). A target without an id takes its repository's name, or `owner.name` where a sibling
 * would have that name too; the same repository twice without ids is one target.
 * Invariant: siblings have different ids, each fit to be a part of a path and of a branch.
 * Example: acme/api, globex/api, acme/web → acme.api, globex.api, web.
 */
import { pointerOf, type PlacedEntry, type PlanProblem, type PlanWarning } from './plan-spec.ts';

export interface NamedEntry extends PlacedEntry {
  readonly id: string;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** No branch can have such a part, and every target has one. */
const branchTrap = /\.\.|\.$|\.lock$/;

/** Drops repeated repositories (case ignored, as forges do), keeping the first. */
export function dropRepeated(entries: readonly PlacedEntry[]): {
  kept: readonly PlacedEntry[];
  warnings: readonly PlanWarning[];
} {
  const seen = new Set<string>();
  const warnings: PlanWarning[] = [];
  const kept = entries.filter(({ index, entry }) => {
    const key = entry.repo.toLowerCase();
    if (entry.id !== null || !seen.has(key)) {
      if (entry.id === null) seen.add(key);
      return true;
    }
    warnings.push({
      path: pointerOf(index),
      code: 'DUPLICATE_TARGET',
      message: `${entry.repo} is there twice; the first one counts. Give each an id to keep both.`,
    });
    return false;
  });
  return { kept, warnings };
}

/** Names the targets of one group; problems for bad and for repeated names. */
export function nameTargets(entries: readonly PlacedEntry[]): { named: readonly NamedEntry[]; problems: readonly PlanProblem[] } {
  const clashing = clashingNames(entries);
  const named = entries.map(({ index, entry }) => ({ index, entry, id: nameOf(entry, clashing) }));
  return { named, problems: [...badNames(named), ...repeatedIds(named)] };
}

const shortName = (repo: string): string => repo.slice(repo.indexOf('/') + 1);
const longName = (repo: string): string => repo.replace('/', '.');

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
  return named.flatMap(({ id, index, entry }) =>
    namePattern.test(id) && !branchTrap.test(id) ? [] : [badName(id, index, entry.id === null)],
  );
}

function badName(id: string, index: number, implied: boolean): PlanProblem {
  const rule =
    'an id starts with a letter or digit and holds letters, digits, _ . - (64 at most; no "..", no "." or ".lock" at its end)';
  const message = implied
    ? `The repository's name "${id}" cannot be the target's id: ${rule}. Give the target an id.`
    : `"${id}" cannot be an id: ${rule}.`;
  return { path: implied ? pointerOf(index) : `${pointerOf(index)}/id`, code: 'BAD_NAME', message };
}

function repeatedIds(named: readonly NamedEntry[]): PlanProblem[] {
  const first = new Map<string, number>();
  return named.flatMap(({ id, index, entry }) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    if (before === undefined) return [];
    const path = entry.id === null ? pointerOf(index) : `${pointerOf(index)}/id`;
    return [
      {
        path,
        code: 'DUPLICATE_ID' as const,
        message: `The id "${id}" is taken by ${pointerOf(before)}: give one of them another id.`,
      },
    ];
  });
}
