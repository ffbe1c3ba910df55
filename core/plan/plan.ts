/**
 * Plans a submit: the targets of the spec with their names, order, groups and dependencies, or all problems of the spec.
 * Invariant: no task of a planned target is refused later for a cause that the spec shows; the targets of a group, with those of
 * the groups in it, are a range of ordinals.
 * Example: ['acme/api', 'globex/api'] → paths acme.api, globex.api; both in wave 1, in group `default`, which has no prefix.
 */
import { at } from '../ledger/ordinals.ts';
import { topLevel } from '../ledger/ledger.ts';
import { checkBases } from './base-targets.ts';
import { collectDependencies, shownDependencies, type Dependencies } from './dependencies.ts';
import { checkDepTexts } from './dep-texts.ts';
import { directDependencies } from './direct-dependencies.ts';
import { launchOrder } from './launch-order.ts';
import { placesOf } from './places.ts';
import { makePlanGraph, type PlanGraph } from './plan-graph.ts';
import type { PlacedEntry, PlanProblem, PlanResult, PlanSpec, ResolvedPlan, SkippedRepo } from './plan-spec.ts';
import { checkTexts } from './plan-texts.ts';
import { makeResolver } from './resolve.ts';
import { walkTree, type Walk } from './walk-tree.ts';

export function makePlan(spec: PlanSpec): PlanResult {
  const walk = walkTree(spec);
  const resolver = makeResolver(walk);
  const dependencies = collectDependencies(walk, resolver);
  const made = makePlanGraph(walk, dependencies.needs, placesOf(walk));
  const direct = directDependencies(dependencies.needs, placesOf(walk));
  const bases = checkBases(walk, resolver, direct);
  const texts = checkDepTexts({ walk, resolver, direct });
  const problems = [
    ...walk.problems,
    ...dependencies.problems,
    ...(made.ok ? [] : made.problems),
    ...bases.problems,
    ...checkTexts(spec, walk.targets),
    ...texts.problems,
    ...(spec.unonboarded === 'reject' ? walk.absent.map(refusal) : []),
  ];
  if (!made.ok || problems.length > 0) return { ok: false, problems };
  return { ok: true, plan: planOf(walk, { dependencies, made: made.made, bases: bases.bases, passes: texts.passes }) };
}

interface Parts {
  readonly dependencies: Dependencies;
  readonly made: PlanGraph;
  readonly bases: ReadonlyMap<number, number>;
  readonly passes: ReadonlyMap<number, ReadonlyMap<string, number>>;
}

function planOf(walk: Walk, { dependencies, made, bases, passes }: Parts): ResolvedPlan {
  const { waves, graph } = made;
  const shown = shownDependencies(dependencies, placesOf(walk));
  const ranges = walk.groups.map(({ range }) => range);
  const groups = ranges.filter(({ from, to }) => to > from);
  const ofGroups = ranges.flatMap(({ path }, group) => {
    const own = shown.get(walk.targets.length + group);
    return own ? [[path, own] as const] : [];
  });
  return {
    targets: walk.targets.map((target) => ({
      ...target,
      dependsOn: shown.get(target.ordinal) ?? [],
      passes: passes.get(target.ordinal) ?? new Map<string, number>(),
      base: bases.get(target.ordinal) ?? null,
    })),
    skipped: walk.absent.map(({ entry }) => skip(entry.repo)),
    warnings: [...walk.warnings, ...dependencies.warnings],
    graph: graph.edges.length > 0 ? graph : null,
    groups,
    groupDependencies: new Map(ofGroups),
    waves,
    launchOrder: launchOrder({ waves, groups: topLevel(groups), dependents: (ordinal) => at(graph.dependents, ordinal) }),
  };
}

const notOnboarded = (repo: string): string => `${repo} is not onboarded`;

const refusal = ({ pointer, entry }: PlacedEntry): PlanProblem => ({
  path: pointer,
  code: 'REPO_NOT_ONBOARDED',
  message: `${notOnboarded(entry.repo)}: an operator must onboard it, or leave such repositories out with "unonboarded": "skip".`,
});
const skip = (repo: string): SkippedRepo => ({ repo, code: 'REPO_NOT_ONBOARDED', message: `${notOnboarded(repo)}: left out.` });
