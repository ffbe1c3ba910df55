/** Plans of requests as callers write them. */
import { makePlan } from '../../../core/plan/plan.ts';
import type { PlanProblem, PlanSpec, ResolvedPlan } from '../../../core/plan/plan-spec.ts';
import { groupRequest, targetRequest, type GroupInput, type TargetRequest } from '../../../contracts/http/submit.ts';
import { groupEntry, placeAll } from '../../../lambdas/api/fleets/submit/place-targets.ts';
import { nearestPaths } from '../../../lambdas/api/fleets/submit/nearest-paths.ts';

export interface Asked {
  readonly targets?: readonly TargetRequest[];
  readonly groups?: readonly GroupInput[];
}

export const specOf = ({ targets = [], groups = [] }: Asked, more: Partial<PlanSpec> = {}): PlanSpec => ({
  workflow: { id: 'coding/new-task-v1', needsOneOf: [], acceptsPr: true, shell: false, merges: false },
  taskDescription: null,
  params: {},
  pullRequest: { title: null, body: null },
  entries: placeAll(
    targets.map((target) => targetRequest.parse(target)),
    '',
  ),
  groups: groups.map((group, at) => groupEntry(groupRequest.parse(group), `/groups/${at}`)),
  isOnboarded: () => true,
  unonboarded: 'reject',
  elsewhere: new Map(),
  nearest: nearestPaths,
  mostDependencies: { listed: 1_000, ofGroups: 100, ranges: 100 },
  mostShared: { repos: 3, verifierBytes: 200, texts: 60 },
  longest: { description: 100, title: 20, body: 50 },
  mostProblems: 100,
  ...more,
});

export function planOf(asked: Asked, more?: Partial<PlanSpec>): ResolvedPlan {
  const made = makePlan(specOf(asked, more));
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.plan;
}

export function problemsOf(asked: Asked, more?: Partial<PlanSpec>): readonly PlanProblem[] {
  const made = makePlan(specOf(asked, more));
  return made.ok ? [] : made.problems;
}

/** Code and place of each. */
export const placesOf = (asked: Asked, more?: Partial<PlanSpec>): string[] =>
  problemsOf(asked, more).map(({ code, path }) => `${code} ${path}`);

/** A target of a repository of its own. */
export const target = (
  id: string,
  depends_on: TargetRequestObject['depends_on'] = [],
  more: Partial<TargetRequestObject> = {},
) => ({
  id,
  repo: `acme/${id}`,
  depends_on,
  ...more,
});
type TargetRequestObject = Exclude<TargetRequest, string>;
