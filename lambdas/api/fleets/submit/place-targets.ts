/** Turns the targets and groups of a body into entries of a plan, each with its JSON Pointer. */
import type { DependencyEntry, GroupEntry, PlacedEntry, PlanSpec } from '../../../../core/plan/plan-spec.ts';
import type { DependencyRequest, GroupRequest, TargetRequest } from '../../../../contracts/http/submit.ts';

/** @param at JSON Pointer of the body or group that holds the list */
export const placeAll = (targets: readonly TargetRequest[], at: string): PlacedEntry[] =>
  targets.map((target, index) => placed(target, `${at}/targets/${index}`));

export const placed = (target: TargetRequest, pointer: string): PlacedEntry => ({ pointer, entry: entryOf(target) });

export const groupEntry = (group: GroupRequest, pointer: string): GroupEntry => ({
  pointer,
  name: group.name,
  targets: placeAll(group.targets, pointer),
  groups: group.groups.map((child, at) => groupEntry(child, `${pointer}/groups/${at}`)),
  dependsOn: group.depends_on.map(dependencyEntry),
  maxConcurrency: group.max_concurrency ?? null,
  needsApproval: group.approval === 'required',
  shared: group.sandbox === 'shared',
});

/** @param at its place in the list of the request */
export const dependencyEntry = (given: DependencyRequest, at: number): DependencyEntry =>
  typeof given === 'string' ? { path: given, optional: false, at } : { ...given, at };

function entryOf(target: TargetRequest): PlacedEntry['entry'] {
  const given = typeof target === 'string' ? { repo: target } : target;
  return {
    repo: given.repo,
    id: given.id ?? null,
    dependsOn: (given.depends_on ?? []).map(dependencyEntry),
    base: given.base ?? null,
    vars: given.vars ?? {},
    taskDescription: given.task_description ?? null,
    maxTurns: given.max_turns ?? null,
    prNumber: given.pr_number ?? null,
    issueNumber: given.issue_number ?? null,
    verifiers: given.verifiers ?? null,
  };
}

/** The JSON Pointers at which a body has verifiers: its own first, then those of its targets in their order. */
export function placesOfVerifiers(own: readonly unknown[], { entries, groups }: Pick<PlanSpec, 'entries' | 'groups'>): string[] {
  return [...(own.length > 0 ? ['/verifiers'] : []), ...ofTargets(entries), ...groups.flatMap(ofGroup)];
}

const ofTargets = (entries: readonly PlacedEntry[]): string[] =>
  entries.flatMap(({ pointer, entry }) => ((entry.verifiers ?? []).length > 0 ? [`${pointer}/verifiers`] : []));

const ofGroup = ({ targets, groups }: GroupEntry): string[] => [...ofTargets(targets), ...groups.flatMap(ofGroup)];
