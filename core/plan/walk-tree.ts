/**
 * Walks through the tree of groups: gives each target its ordinal, name and path, each group its range, and each name its place in
 * the tree of names.
 * Invariant: the targets of a group, with those of the groups in it, are a range of ordinals; groups are listed depth first.
 * Example: target a, group g of b and of group h of c → a 0, g/b 1, g/h/c 2; g [1, 3), g/h [2, 3).
 */
import type { NestedRange } from '../graph/node-graph.ts';
import type { GroupRange } from '../ledger/ledger.ts';
import { shorten } from '../text/shorten.ts';
import { giveMeaning, newScope, scopeIn, type Scope } from './name-tree.ts';
import { repeatedRepositories, sharedTarget, sharingProblems } from './shared-groups.ts';
import { defaultGroup, dropRepeated, nameSiblings, namesOf } from './target-names.ts';
import type { DependencyEntry, GroupEntry, NamedTarget, PlacedEntry, PlanProblem, PlanSpec, PlanWarning } from './plan-spec.ts';

/** A group, with all that its dependencies need. */
export interface WalkedGroup extends NestedRange {
  readonly range: GroupRange;
  readonly pointer: string;
  /** In which its own references are looked up: the one that it stands in. */
  readonly outer: Scope;
  readonly dependsOn: readonly DependencyEntry[];
}

export interface Walk {
  readonly spec: PlanSpec;
  readonly root: Scope;
  readonly targets: NamedTarget[];
  /** By ordinal: the scope of its group, and the place of that in the list of groups. */
  readonly scopes: Scope[];
  readonly inGroup: number[];
  readonly absent: PlacedEntry[];
  readonly groups: WalkedGroup[];
  readonly problems: PlanProblem[];
  readonly warnings: PlanWarning[];
}

/** The group that is walked through, and its place in the list of groups. */
interface Inside {
  readonly scope: Scope;
  readonly path: string;
  readonly group: number;
}

/** The first group is `default`, which has the targets outside all groups and may be empty. */
export function walkTree(spec: PlanSpec): Walk {
  const root = newScope(null);
  const lists = { targets: [], scopes: [], inGroup: [], absent: [], groups: [], problems: [], warnings: [] };
  const walk: Walk = { spec, root, ...lists };
  const outside = { pointer: '', outer: root, dependsOn: [], parent: -1 };
  walk.groups.push({ ...outside, from: 0, to: 0, range: { path: defaultGroup, from: 0, to: 0 } });
  walkTargets(walk, spec.entries, spec.groups, { scope: root, path: '', group: 0 });
  const to = walk.targets.length;
  walk.groups[0] = { ...outside, from: 0, to, range: { path: defaultGroup, from: 0, to } };
  for (const group of spec.groups) walkGroup(walk, group, { scope: root, path: '', group: -1 });
  walk.problems.push(...sharingProblems(spec));
  walk.warnings.push(...repeatedRepositories(walk.targets));
  for (const [path, why] of spec.elsewhere) giveMeaning(scopeIn(root, path), { kind: 'absent', why });
  return walk;
}

const pathIn = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

/** Names the targets of one group, beside the groups in it. */
function walkTargets(
  walk: Walk,
  targets: readonly PlacedEntry[],
  groups: readonly GroupEntry[],
  { scope, path, group }: Inside,
): void {
  const { kept, warnings } = dropRepeated(targets);
  walk.warnings.push(...warnings);
  const isPresent = ({ entry }: PlacedEntry): boolean => walk.spec.isOnboarded(entry.repo);
  const { named, problems } = nameSiblings(kept.filter(isPresent), groups);
  walk.problems.push(...problems);
  for (const { pointer, entry, id } of named) {
    const ordinal = walk.targets.length;
    walk.targets.push({ ordinal, pointer, entry, id, group: path === '' ? defaultGroup : path, path: pathIn(path, id) });
    walk.scopes.push(scope);
    walk.inGroup.push(group);
    giveMeaning(scopeIn(scope, id), { kind: 'target', ordinal });
  }
  for (const each of kept) if (!isPresent(each)) walkAbsent(walk, each, scope);
}

function walkAbsent(walk: Walk, placed: PlacedEntry, scope: Scope): void {
  walk.absent.push(placed);
  for (const name of namesOf(placed.entry)) {
    giveMeaning(scopeIn(scope, name), { kind: 'absent', why: whyAbsent(walk.spec, placed) });
  }
}

/** Null where the request is refused because of it. */
export const whyAbsent = ({ unonboarded }: PlanSpec, { entry }: PlacedEntry): string | null =>
  unonboarded === 'reject' ? null : `its repository ${entry.repo} is not onboarded and is left out`;

function walkGroup(walk: Walk, entry: GroupEntry, outer: Inside): void {
  const { pointer, name, targets, groups, dependsOn } = entry;
  const scope = scopeIn(outer.scope, name);
  if (targets.length === 0 && groups.length === 0) {
    const message = `The group ${shorten(name)} has no targets: give it some, or leave it out.`;
    walk.problems.push({ path: pointer, code: 'EMPTY_GROUP', message });
    giveMeaning(scope, { kind: 'absent', why: null });
    return;
  }
  const from = walk.targets.length;
  const path = pathIn(outer.path, name);
  const open = { pointer, outer: outer.scope, dependsOn, parent: outer.group, from, to: from, range: { path, from, to: from } };
  const group = walk.groups.push(open) - 1;
  if (entry.shared === true) walkShared(walk, entry, { scope, path, group });
  else {
    giveMeaning(scope, { kind: 'group', group });
    walkTargets(walk, targets, groups, { scope, path, group });
    for (const inner of groups) walkGroup(walk, inner, { scope, path, group });
  }
  const to = walk.targets.length;
  walk.groups[group] = { ...open, to, range: rangeOf(entry, { path, from, to }) };
  if (from === to) {
    walk.warnings.push({ path: pointer, code: 'EMPTY_GROUP', message: `The group ${shorten(name)} has no target left.` });
  }
}

/** One target, which has the name of the group, and those of the folders in it. */
function walkShared(walk: Walk, given: GroupEntry, { scope, path, group }: Inside): void {
  const { entry, absent, problems } = sharedTarget(given, walk.spec);
  walk.problems.push(...problems);
  if (entry === null) giveMeaning(scope, { kind: 'group', group });
  else {
    const ordinal = walk.targets.length;
    walk.targets.push({ ordinal, pointer: given.pointer, entry, id: given.name, group: path, path });
    walk.scopes.push(scope);
    walk.inGroup.push(group);
    giveMeaning(scope, { kind: 'target', ordinal });
    for (const { folder } of entry.shared) giveMeaning(scopeIn(scope, folder), { kind: 'target', ordinal });
  }
  for (const each of absent) walkAbsent(walk, each, scope);
  for (const inner of given.groups) refuseGroup(inner, scope);
}

/** A group that cannot stand where it does keeps its names, so that references to it do not look wrong. */
function refuseGroup({ name, targets, groups }: GroupEntry, outer: Scope): void {
  const scope = scopeIn(outer, name);
  giveMeaning(scope, { kind: 'absent', why: null });
  for (const { entry } of targets) {
    for (const each of namesOf(entry)) giveMeaning(scopeIn(scope, each), { kind: 'absent', why: null });
  }
  for (const inner of groups) refuseGroup(inner, scope);
}

const rangeOf = ({ maxConcurrency, needsApproval, shared }: GroupEntry, range: GroupRange): GroupRange => ({
  ...range,
  ...(maxConcurrency === null ? {} : { maxConcurrency }),
  ...(needsApproval ? { approval: 'required' } : {}),
  ...(shared === true ? { shared } : {}),
});
