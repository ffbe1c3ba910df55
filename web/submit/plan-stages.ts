/**
 * After which approvals each target can start: its own groups may wait for one, and so may what it depends on.
 * Example: gates [payments]; api depends on payments/bank → both are of stage 0; a target without either is of stage -1.
 */
import type { PlanView } from '../../contracts/http/plan.ts';

/** By path the index of the last gate that must be open; -1: none. @param gates paths of groups, in the order in which they ask */
export function stagesOf({ targets }: Pick<PlanView, 'targets'>, gates: readonly string[]): ReadonlyMap<string, number> {
  const stages = new Map<string, number>();
  const inGroup = new Map<string, number>();
  // What a target depends on is in an earlier wave.
  for (const { path, depends_on: needs } of [...targets].sort((one, other) => one.wave - other.wave)) {
    const own = gates.findLastIndex((gate) => path === gate || path.startsWith(`${gate}/`));
    const stage = Math.max(own, ...needs.map((need) => stages.get(need.path) ?? inGroup.get(need.path) ?? -1));
    stages.set(path, stage);
    for (const group of groupsAround(path)) inGroup.set(group, Math.max(stage, inGroup.get(group) ?? -1));
  }
  return stages;
}

/** `a/b/c` → `a`, `a/b`. */
function groupsAround(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join('/'));
}
