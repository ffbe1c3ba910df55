import fc from 'fast-check';
import type { TargetStatus } from '../../../core/fleet.ts';
import { topLevel } from '../../../core/ledger/ledger.ts';
import { makePlan } from '../../../core/plan/plan.ts';
import type { ResolvedPlan } from '../../../core/plan/plan-spec.ts';
import { chooseLaunches } from '../../../core/turn/launch.ts';
import type { GroupInput, TargetRequest } from '../../../contracts/http/submit.ts';
import { specOf, type Asked } from './request-plan.ts';

/** Groups by their paths; '' stands for no group. */
const groupPaths = ['', 'g', 'g/h', 'g/h/i', 'k', 'k/l'] as const;
const mostTargets = 14;

interface Drawn {
  /** By target: its group, as a place in `groupPaths`. */
  readonly targets: readonly number[];
  readonly needs: readonly { readonly holder: number; readonly on: number; readonly optional: boolean }[];
}

/** Holders and what they depend on are numbers that are taken modulo the number of targets and groups. */
const drawn: fc.Arbitrary<Drawn> = fc.record({
  targets: fc.array(fc.nat({ max: groupPaths.length - 1 }), { minLength: 1, maxLength: mostTargets }),
  needs: fc.array(fc.record({ holder: fc.nat(), on: fc.nat(), optional: fc.boolean() }), { maxLength: 14 }),
});

/** A request with these targets, and what it says of each two targets. */
function requestOf({ targets, needs }: Drawn) {
  const own = targets.map((group, at) => ({ path: [groupPaths[group], `t${at}`].filter(Boolean).join('/'), at }));
  const used = groupPaths.slice(1).filter((path) => own.some((each) => each.path.startsWith(`${path}/`)));
  const places = [...own.map(({ path }) => path), ...used];
  const resolved = needs.map((need) => ({
    holder: places[need.holder % places.length] ?? '',
    on: places[need.on % places.length] ?? '',
    optional: need.optional,
  }));
  const dependsOn = (holder: string) =>
    resolved.filter((each) => each.holder === holder).map(({ on, optional }) => ({ path: `/${on}`, optional }));
  const inside = (group: string): TargetRequest[] =>
    own
      .filter(({ at }) => groupPaths[targets[at] ?? 0] === group)
      .map(({ path, at }) => ({ repo: `acme/r${at}`, id: `t${at}`, depends_on: dependsOn(path) }));
  const below = (parent: string): GroupInput[] =>
    used
      .filter((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === parent)
      .map((path) => ({
        name: path.slice(path.lastIndexOf('/') + 1),
        targets: inside(path),
        groups: below(path),
        depends_on: dependsOn(path),
      }));
  const asked: Asked = { targets: inside(''), groups: below('') };
  // Groups are listed depth first, and `groupPaths` is too.
  const paths = groupPaths
    .flatMap((group) => own.filter(({ at }) => groupPaths[targets[at] ?? 0] === group))
    .map(({ path }) => path);
  return { asked, resolved, paths };
}

const holds = (place: string, path: string): boolean => path === place || path.startsWith(`${place}/`);

/** `a b` for each target a that depends on a target b directly: required ones, and all. */
function pairsOf(paths: readonly string[], resolved: ReturnType<typeof requestOf>['resolved']) {
  const [required, all] = [new Set<string>(), new Set<string>()];
  for (const { holder, on, optional } of resolved) {
    for (const [a, one] of paths.entries()) {
      for (const [b, other] of paths.entries()) {
        if (!holds(holder, one) || !holds(on, other)) continue;
        all.add(`${a} ${b}`);
        if (!optional) required.add(`${a} ${b}`);
      }
    }
  }
  return { required, all };
}

/** By target: all that it depends on, directly or not. */
function reachOf(total: number, pairs: ReadonlySet<string>): Set<number>[] {
  const reach = Array.from({ length: total }, () => new Set<number>());
  for (let round = 0; round <= total; round += 1) {
    for (const pair of pairs) {
      const [a = 0, b = 0] = pair.split(' ').map(Number);
      for (const far of [b, ...(reach[b] ?? [])]) reach[a]?.add(far);
    }
  }
  return reach;
}

/** The order that the turn would launch in, if a slot were free for each target and each wave succeeded at once. */
function launchedByTurns({ targets, waves, groups, graph }: ResolvedPlan): number[] {
  const statuses: TargetStatus[] = targets.map(() => 'PENDING');
  return waves.flatMap((wave) => {
    const chosen = chooseLaunches({
      maxConcurrency: targets.length,
      statuses,
      attempts: targets.map(() => 1),
      groups: topLevel(groups),
      dependents: (ordinal) => graph?.dependents[ordinal] ?? 0,
      ready: (ordinal) => wave.includes(ordinal),
    });
    for (const ordinal of chosen) statuses.splice(ordinal, 1, 'SUCCEEDED');
    return chosen;
  });
}

test('a plan says of each two targets what the request says, in an order in which no edge is too early', () => {
  let planned = 0;
  fc.assert(
    fc.property(drawn, (given) => {
      const { asked, resolved, paths } = requestOf(given);
      const made = makePlan(specOf(asked));
      const { required, all } = pairsOf(paths, resolved);
      const reach = reachOf(paths.length, all);
      const inCycle = reach.some((set, ordinal) => set.has(ordinal));
      expect(made.ok).toBe(!inCycle);
      if (!made.ok) {
        for (const { code, message } of made.problems) if (code === 'DEPENDENCY_CYCLE') expectCycle(message, paths, all);
        return;
      }
      planned += 1;
      const { graph, waves, launchOrder } = made.plan;
      const edges = graph?.edges ?? [];
      expect(expanded(edges)).toEqual(all);
      expect(expanded(edges.filter(({ optional }) => !optional))).toEqual(required);
      edges.forEach(({ onFrom, onTo }, at) => {
        for (const later of edges.slice(at)) expect(later.from < onTo && onFrom < later.to).toBe(false);
      });
      const dependents = paths.map((_, ordinal) => reach.filter((set) => set.has(ordinal)).length);
      expect(graph?.dependents ?? paths.map(() => 0)).toEqual(dependents);
      expect(waves).toEqual(byChain(paths.length, all));
      expect(launchOrder).toEqual(launchedByTurns(made.plan));
    }),
    { numRuns: 300 },
  );
  expect(planned).toBeGreaterThan(50);
});

function expanded(edges: readonly { from: number; to: number; onFrom: number; onTo: number }[]): Set<string> {
  const pairs = new Set<string>();
  for (const { from, to, onFrom, onTo } of edges) {
    for (let a = from; a < to; a += 1) for (let b = onFrom; b < onTo; b += 1) pairs.add(`${a} ${b}`);
  }
  return pairs;
}

function expectCycle(message: string, paths: readonly string[], all: ReadonlySet<string>): void {
  const way = (message.split(':')[0] ?? '').split(' → ').map((path) => paths.indexOf(path));
  expect(way[0]).toBe(way.at(-1));
  expect(way[0]).toBe(Math.min(...way));
  expect(new Set(way).size).toBe(way.length - 1);
  way.slice(1).forEach((ordinal, at) => {
    expect(all).toContain(`${way[at] ?? -1} ${ordinal}`);
  });
}

/** Waves from the length of the longest chain below each target. */
function byChain(total: number, all: ReadonlySet<string>): number[][] {
  const chain = (ordinal: number): number =>
    1 +
    Math.max(0, ...[...all].filter((pair) => pair.startsWith(`${ordinal} `)).map((pair) => chain(Number(pair.split(' ')[1]))));
  const waves: number[][] = [];
  for (let ordinal = 0; ordinal < total; ordinal += 1) (waves[chain(ordinal) - 1] ??= []).push(ordinal);
  return waves;
}
