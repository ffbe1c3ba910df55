/** Measures planning a fleet whose targets depend on each other, and whether its time per dependency grows with the fleet. */
import { limits } from '../../contracts/limits.ts';
import { makePlan } from '../../core/plan/plan.ts';
import type { GroupEntry, PlacedEntry, PlanSpec } from '../../core/plan/plan-spec.ts';
import type { Measurement } from '../figure.ts';
import { median } from '../statistics.ts';

const perGroup = 50;
const [few, many] = [1_000, 10_000] as const;
const perTarget = 3;
/** Plans that one value is the median of. The first ones are slower, as the code is not compiled yet. */
const [warmUps, runs] = [3, 7] as const;

export const planOrder: Measurement = {
  figures: [
    {
      name: 'plan_10000_ms',
      unit: 'ms',
      bound: 500,
      what: `planning ${many} targets in ${many / perGroup} groups with ${perTarget * many} dependencies`,
    },
    {
      name: 'plan_edge_ratio',
      unit: 'ratio',
      bound: 1.5,
      what: `time per dependency, with ${perTarget * many} of them ÷ with ${perTarget * few}, as many per target`,
    },
  ],
  samples: 5,
  measure(samples) {
    const [small, large] = [specOf(few), specOf(many)];
    const [times, ratios]: [number[], number[]] = [[], []];
    for (const spec of [small, large]) for (let n = 0; n < warmUps; n += 1) timePlan(spec);
    for (let n = 0; n < samples; n += 1) {
      const [ofSmall, ofLarge] = [medianTime(small), medianTime(large)];
      times.push(ofLarge);
      ratios.push(ofLarge / many / (ofSmall / few));
    }
    return Promise.resolve([
      { name: 'plan_10000_ms', samples: times },
      { name: 'plan_edge_ratio', samples: ratios },
    ]);
  },
};

const medianTime = (spec: PlanSpec): number => median(Array.from({ length: runs }, () => timePlan(spec)));

/** Milliseconds. */
function timePlan(spec: PlanSpec): number {
  const start = performance.now();
  const made = makePlan(spec);
  const time = performance.now() - start;
  if (!made.ok) throw new Error(`The plan was refused: ${made.problems[0]?.message ?? ''}`);
  return time;
}

function specOf(total: number): PlanSpec {
  return {
    workflow: { id: 'coding/new-task-v1', needsOneOf: ['task_description'], acceptsPr: false, shell: false, merges: false },
    taskDescription: 'Migrate {{repo}}.',
    params: {},
    pullRequest: { title: null, body: null },
    entries: [],
    groups: Array.from({ length: total / perGroup }, (_, group) => groupOf(group)),
    isOnboarded: () => true,
    unonboarded: 'reject',
    elsewhere: new Map(),
    nearest: () => [],
    mostDependencies: { listed: limits.fleetDependencies, ofGroups: limits.groupDependencies, ranges: limits.graphEdges },
    mostShared: { repos: 20, verifierBytes: 65_536, texts: 50_000 },
    longest: { description: limits.taskDescription, title: limits.pullRequestTitle, body: limits.pullRequestBody },
    mostProblems: limits.problems,
  };
}

const groupOf = (group: number): GroupEntry => ({
  pointer: `/groups/${group}`,
  name: `group-${group}`,
  targets: Array.from({ length: perGroup }, (_, at) => targetOf(group * perGroup + at, `/groups/${group}/targets/${at}`)),
  groups: [],
  dependsOn: [],
  maxConcurrency: null,
  needsApproval: false,
});

const pathOf = (ordinal: number): string => `group-${Math.floor(ordinal / perGroup)}/target-${ordinal}`;

function targetOf(ordinal: number, pointer: string): PlacedEntry {
  return {
    pointer,
    entry: {
      repo: `acme/target-${ordinal}`,
      id: `target-${ordinal}`,
      dependsOn: earlierThan(ordinal).map((on, at) => ({ path: pathOf(on), optional: false, at })),
      base: null,
      vars: {},
      taskDescription: null,
      maxTurns: null,
      prNumber: null,
      issueNumber: null,
      verifiers: null,
    },
  };
}

/** Two neighbours, which are one range, and one apart from them. The first targets depend on nothing. */
function earlierThan(ordinal: number): number[] {
  const half = Math.floor(ordinal / 2);
  return half < 4 ? [] : [half, half + 1, (ordinal * 7_919) % (half - 2)];
}
