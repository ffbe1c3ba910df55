/**
 * What a submit would start: the spec's targets with their names, order and groups, or everything that is wrong with it.
 * Invariant: a plan has no problem that a target's task could be refused for later, as far as the spec can tell.
 * Example: ['acme/api', 'globex/api'] → paths acme.api, globex.api; both in wave 1, in group `default`, which has no prefix.
 */
import { chooseLaunches } from './launch.ts';
import { dropRepeated, nameTargets, type NamedEntry } from './target-names.ts';
import { checkTexts } from './plan-texts.ts';
import {
  pointerOf,
  type PlacedEntry,
  type PlanProblem,
  type PlanResult,
  type PlanSpec,
  type ResolvedTarget,
  type SkippedRepo,
} from './plan-spec.ts';

/** The group of targets that were given outside groups; it has no prefix in their paths. */
export const defaultGroup = 'default';

export function makePlan(spec: PlanSpec): PlanResult {
  const { kept, warnings } = dropRepeated(spec.entries);
  const { present, absent } = splitByOnboarding(spec, kept);
  const { named, problems: badNames } = nameTargets(present);
  const targets = named.map(resolve);
  const problems = [...badNames, ...checkTexts(spec, targets), ...(spec.unonboarded === 'reject' ? absent.map(refusal) : [])];
  if (problems.length > 0) return { ok: false, problems };
  const ordinals = targets.map(({ ordinal }) => ordinal);
  const groups = targets.length === 0 ? [] : [{ path: defaultGroup, from: 0, to: targets.length }];
  const skipped = absent.map(({ entry }) => skip(entry.repo));
  const waves = ordinals.length === 0 ? [] : [ordinals];
  return { ok: true, plan: { targets, skipped, warnings, groups, waves, launchOrder: launchOrder(targets.length, groups) } };
}

function splitByOnboarding(
  { isOnboarded }: PlanSpec,
  placed: readonly PlacedEntry[],
): Record<'present' | 'absent', PlacedEntry[]> {
  const present = placed.filter(({ entry }) => isOnboarded(entry.repo));
  return { present, absent: placed.filter(({ entry }) => !isOnboarded(entry.repo)) };
}

const resolve = ({ index, entry, id }: NamedEntry, ordinal: number): ResolvedTarget => ({
  ordinal,
  index,
  entry,
  id,
  group: defaultGroup,
  path: id,
});

const notOnboarded = (repo: string): string => `${repo} is not onboarded`;

const refusal = ({ index, entry }: PlacedEntry): PlanProblem => ({
  path: pointerOf(index),
  code: 'REPO_NOT_ONBOARDED',
  message: `${notOnboarded(entry.repo)}: an operator must onboard it, or leave such repositories out with "unonboarded": "skip".`,
});
const skip = (repo: string): SkippedRepo => ({ repo, code: 'REPO_NOT_ONBOARDED', message: `${notOnboarded(repo)}: left out.` });

/** As the launch function would start them with slots for all. */
function launchOrder(total: number, groups: readonly { from: number; to: number }[]): number[] {
  const statuses = new Array<'PENDING'>(total).fill('PENDING');
  const attempts = new Array<number>(total).fill(1);
  return chooseLaunches({ maxConcurrency: total, statuses, attempts, groups, dependents: () => 0, ready: () => true });
}
