/** Turns the targets and groups of a body into entries of a plan, each with its JSON Pointer. */
import type { GroupEntry, PlacedEntry } from '../../../../core/plan/plan-spec.ts';
import type { GroupRequest, SubmitBody, TargetRequest } from '../../../../contracts/http/submit.ts';

/** @param at JSON Pointer of the body or group that holds the list */
export const placeAll = (targets: readonly TargetRequest[], at: string): PlacedEntry[] =>
  targets.map((target, index) => placed(target, `${at}/targets/${index}`));

export const placed = (target: TargetRequest, pointer: string): PlacedEntry => ({ pointer, entry: entryOf(target) });

export const groupEntry = (group: GroupRequest, pointer: string): GroupEntry => ({
  pointer,
  name: group.name,
  targets: placeAll(group.targets, pointer),
  groups: group.groups.map((child, at) => groupEntry(child, `${pointer}/groups/${at}`)),
  maxConcurrency: group.max_concurrency ?? null,
  needsApproval: group.approval === 'required',
});

function entryOf(target: TargetRequest): PlacedEntry['entry'] {
  const given = typeof target === 'string' ? { repo: target } : target;
  return {
    repo: given.repo,
    id: given.id ?? null,
    vars: given.vars ?? {},
    taskDescription: given.task_description ?? null,
    maxTurns: given.max_turns ?? null,
    prNumber: given.pr_number ?? null,
    issueNumber: given.issue_number ?? null,
  };
}

/** Every target of a body as asked for, by its place. */
export function placeTargets({ targets, groups }: Pick<SubmitBody, 'targets' | 'groups'>): ReadonlyMap<string, TargetRequest> {
  const placed = new Map<string, TargetRequest>();
  const place = (list: readonly TargetRequest[], inner: readonly GroupRequest[], at: string): void => {
    list.forEach((target, index) => placed.set(`${at}/targets/${index}`, target));
    inner.forEach((group, index) => {
      place(group.targets, group.groups, `${at}/groups/${index}`);
    });
  };
  place(targets ?? [], groups ?? [], '');
  return placed;
}
