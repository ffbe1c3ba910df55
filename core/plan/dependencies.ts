/**
 * Resolves the dependencies of targets and groups (semantics 7).
 * Invariant: a dependency that is kept is of targets of the plan, on other targets of the plan.
 * Example: {depends_on: ['lib', 'lib']} of app/c, with a group lib → one dependency on lib, and the warning REPEATED_DEPENDENCY.
 */
import type { Need } from '../graph/node-graph.ts';
import { at } from '../ledger/ordinals.ts';
import { shorten } from '../text/shorten.ts';
import { shortenPath } from '../text/shorten-path.ts';
import type { Scope } from './name-tree.ts';
import type { DependencyEntry, PlanProblem, PlanWarning, ResolvedDependency } from './plan-spec.ts';
import { placesOf, type Places } from './places.ts';
import type { Resolver } from './resolve.ts';
import type { Walk } from './walk-tree.ts';

/** A dependency with the JSON Pointer of the target or group that has it, and its place in the list there. */
export interface ListedNeed extends Need {
  optional: boolean;
  readonly pointer: string;
  readonly at: number;
}

export interface Dependencies {
  /** Those of groups first, then those of targets by ordinal; those of one holder side by side. */
  readonly needs: readonly ListedNeed[];
  readonly problems: readonly PlanProblem[];
  readonly warnings: readonly PlanWarning[];
}

/** A target or group that depends on others. */
interface Holder {
  readonly place: number;
  readonly pointer: string;
  readonly scope: Scope;
  readonly dependsOn: readonly DependencyEntry[];
}

interface Collection {
  readonly walk: Walk;
  readonly resolver: Resolver;
  readonly places: Places;
  readonly needs: ListedNeed[];
  readonly problems: PlanProblem[];
  readonly warnings: PlanWarning[];
  /** Warnings beyond those that are told. */
  untold: number;
}

/** Ends with one more problem than an answer tells. */
export function collectDependencies(walk: Walk, resolver: Resolver): Dependencies {
  const places = placesOf(walk);
  const all: Collection = { walk, resolver, places, needs: [], problems: [], warnings: [], untold: 0 };
  for (const holder of holdersOf(walk, places)) {
    collectFrom(all, holder);
    if (all.problems.length > walk.spec.mostProblems) break;
  }
  return { ...all, problems: [...all.problems, ...tooMany(all)], warnings: [...all.warnings, ...untold(all)] };
}

/** All that have dependencies: groups first, then targets by ordinal. */
function holdersOf({ targets, groups, scopes }: Walk, { total }: Places): Holder[] {
  const ofGroups = groups.map(({ pointer, outer, dependsOn }, group): Holder => ({
    place: total + group,
    pointer,
    scope: outer,
    dependsOn,
  }));
  const ofTargets = targets.map(({ ordinal, pointer, entry }): Holder => ({
    place: ordinal,
    pointer,
    scope: at(scopes, ordinal),
    dependsOn: entry.dependsOn,
  }));
  return [...ofGroups, ...ofTargets].filter(({ dependsOn }) => dependsOn.length > 0);
}

/** The JSON Pointer of a dependency. */
export const pointerOf = (need: Pick<ListedNeed, 'pointer' | 'at'>): string => `${need.pointer}/depends_on/${need.at}`;

function collectFrom(all: Collection, holder: Holder): void {
  const { places, problems, needs } = all;
  const kept = new Map<number, ListedNeed>();
  for (const entry of holder.dependsOn) {
    const on = placeOf(all, holder, entry);
    if (on === undefined) continue;
    if (places.overlap(holder.place, on)) {
      const path = pointerOf({ pointer: holder.pointer, at: entry.at });
      problems.push({ path, code: 'SELF_DEPENDENCY', message: waitsForItself(places, holder.place, on) });
      continue;
    }
    const before = kept.get(on);
    if (before) repeat(all, before, entry);
    else kept.set(on, { holder: holder.place, on, optional: entry.optional, pointer: holder.pointer, at: entry.at });
  }
  const { from, to } = places.rangeOf(holder.place);
  if (to > from) needs.push(...kept.values());
}

function waitsForItself({ pathOf }: Places, holder: number, on: number): string {
  const other = on === holder ? 'itself' : shortenPath(pathOf(on));
  return `${shortenPath(pathOf(holder))} cannot depend on ${other}: it would wait for itself.`;
}

/** The place that a dependency is on; undefined: there is none, which is a problem or a warning. */
function placeOf(all: Collection, { pointer, scope }: Holder, entry: DependencyEntry): number | undefined {
  const { resolver, places, problems } = all;
  const { path, optional } = entry;
  const found = resolver.find(scope, path);
  const pointerHere = (): string => pointerOf({ pointer, at: entry.at });
  switch (found.kind) {
    case 'target':
      return found.ordinal;
    case 'group':
      return places.total + found.group;
    case 'unknown':
      problems.push({ path: pointerHere(), code: 'UNKNOWN_DEPENDENCY', message: resolver.sayUnknown(path, found.paths) });
      return undefined;
    case 'absent':
      if (found.why !== null) leaveOut(all, { path, optional, place: pointerHere(), why: found.why });
      return undefined;
  }
}

/** An optional dependency waits for an end, whatever it is: what never runs is not waited for. */
function leaveOut(
  all: Collection,
  { path, optional, place, why }: { path: string; optional: boolean; place: string; why: string },
): void {
  const cause = `"${shorten(path)}" is not in the fleet: ${why}.`;
  if (optional) warn(all, { path: place, code: 'DROPPED_DEPENDENCY', message: `${cause} The optional dependency is dropped.` });
  else {
    const message = `${cause} Take the dependency out, or make it optional.`;
    all.problems.push({ path: place, code: 'UNKNOWN_DEPENDENCY', message });
  }
}

function repeat(all: Collection, before: ListedNeed, entry: DependencyEntry): void {
  before.optional &&= entry.optional;
  const message = `"${shorten(entry.path)}" is the same as depends_on/${before.at}: ${all.places.pathOf(before.on)} is listed twice.`;
  const path = pointerOf({ pointer: before.pointer, at: entry.at });
  warn(all, { path, code: 'REPEATED_DEPENDENCY', message });
}

function warn(all: Collection, warning: PlanWarning): void {
  if (all.warnings.length < all.walk.spec.mostProblems) all.warnings.push(warning);
  else all.untold += 1;
}

const untold = ({ untold: count }: Collection): PlanWarning[] =>
  count === 0 ? [] : [{ path: '', code: 'REPEATED_DEPENDENCY', message: `${count} more dependencies are repeated, or dropped.` }];

function tooMany({ needs, places, walk }: Collection): PlanProblem[] {
  const { listed, ofGroups } = walk.spec.mostDependencies;
  const groups = needs.filter(({ holder }) => holder >= places.total).length;
  const told = (count: number, most: number, whose: string): PlanProblem[] => {
    const message = `${whose} have ${count.toLocaleString('en-US')} dependencies, at most ${most.toLocaleString('en-US')} are allowed. Depend on groups.`;
    return count > most ? [{ path: '', code: 'TOO_LONG', message }] : [];
  };
  return [...told(groups, ofGroups, 'The groups'), ...told(needs.length, listed, 'The targets and groups')];
}

/** The dependencies as the fleet shows them. */
export function shownDependencies(
  { needs }: Dependencies,
  { pathOf }: Places,
): ReadonlyMap<number, readonly ResolvedDependency[]> {
  const shown = new Map<number, ResolvedDependency[]>();
  for (const { holder, on, optional } of needs) {
    const all = shown.get(holder) ?? [];
    all.push({ path: pathOf(on), optional });
    shown.set(holder, all);
  }
  return shown;
}
