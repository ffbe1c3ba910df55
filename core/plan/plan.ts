/**
 * Plans a submit: the targets of the spec with their names, order and groups, or all problems of the spec.
 * Invariant: no task of a planned target is refused later for a cause that the spec shows; the targets of a group, with those of
 * the groups in it, are a range of ordinals.
 * Example: ['acme/api', 'globex/api'] → paths acme.api, globex.api; both in wave 1, in group `default`, which has no prefix.
 */
import { chooseLaunches } from '../turn/launch.ts';
import { topLevel, type GroupRange } from '../ledger/ledger.ts';
import { shorten } from '../text/shorten.ts';
import { defaultGroup, dropRepeated, nameSiblings } from './target-names.ts';
import { checkTexts } from './plan-texts.ts';
import type {
  GroupEntry,
  PlacedEntry,
  PlanProblem,
  PlanResult,
  PlanSpec,
  PlanWarning,
  ResolvedTarget,
  SkippedRepo,
} from './plan-spec.ts';

/** The results of the walk through the tree of groups. */
interface Walk {
  readonly spec: PlanSpec;
  readonly targets: ResolvedTarget[];
  readonly absent: PlacedEntry[];
  readonly groups: GroupRange[];
  readonly problems: PlanProblem[];
  readonly warnings: PlanWarning[];
}

export function makePlan(spec: PlanSpec): PlanResult {
  const walk: Walk = { spec, targets: [], absent: [], groups: [], problems: [], warnings: [] };
  walkRoot(walk);
  const { targets, absent, warnings } = walk;
  const refused = spec.unonboarded === 'reject' ? absent.map(refusal) : [];
  const problems = [...walk.problems, ...checkTexts(spec, targets), ...refused];
  if (problems.length > 0) return { ok: false, problems };
  const groups = walk.groups.filter(({ from, to }) => to > from);
  const skipped = absent.map(({ entry }) => skip(entry.repo));
  const waves = targets.length === 0 ? [] : [targets.map(({ ordinal }) => ordinal)];
  return {
    ok: true,
    plan: { targets, skipped, warnings, graph: null, groups, waves, launchOrder: launchOrder(targets.length, groups) },
  };
}

function walkRoot(walk: Walk): void {
  const { entries, groups } = walk.spec;
  // The group `default` has the targets outside all groups, and may be empty.
  walk.groups.push({ path: defaultGroup, from: 0, to: 0 });
  walkSiblings(walk, { targets: entries, groups }, '');
}

/** Names targets and groups that stand side by side: targets first, then each group with all that is in it. */
function walkSiblings(walk: Walk, { targets, groups }: Pick<GroupEntry, 'targets' | 'groups'>, path: string): void {
  const { kept, warnings } = dropRepeated(targets);
  walk.warnings.push(...warnings);
  const present = kept.filter(({ entry }) => walk.spec.isOnboarded(entry.repo));
  walk.absent.push(...kept.filter(({ entry }) => !walk.spec.isOnboarded(entry.repo)));
  const { named, problems } = nameSiblings(present, groups);
  walk.problems.push(...problems);
  const prefix = path === '' ? '' : `${path}/`;
  for (const { pointer, entry, id } of named) {
    const ordinal = walk.targets.length;
    walk.targets.push({ ordinal, pointer, entry, id, group: path === '' ? defaultGroup : path, path: `${prefix}${id}` });
  }
  if (path === '') walk.groups[0] = { path: defaultGroup, from: 0, to: walk.targets.length };
  for (const group of groups) walkGroup(walk, group, `${prefix}${group.name}`);
}

function walkGroup(walk: Walk, group: GroupEntry, path: string): void {
  const { pointer, name, targets, groups } = group;
  if (targets.length === 0 && groups.length === 0) {
    const message = `The group ${shorten(name)} has no targets: give it some, or leave it out.`;
    walk.problems.push({ path: pointer, code: 'EMPTY_GROUP', message });
    return;
  }
  const at = walk.groups.push({ path, from: walk.targets.length, to: walk.targets.length }) - 1;
  const from = walk.targets.length;
  walkSiblings(walk, group, path);
  const to = walk.targets.length;
  const cap = group.maxConcurrency === null ? {} : { maxConcurrency: group.maxConcurrency };
  walk.groups[at] = { path, from, to, ...cap, ...(group.needsApproval ? { approval: 'required' } : {}) };
  if (from === to) {
    walk.warnings.push({ path: pointer, code: 'EMPTY_GROUP', message: `The group ${shorten(name)} has no target left.` });
  }
}

const notOnboarded = (repo: string): string => `${repo} is not onboarded`;

const refusal = ({ pointer, entry }: PlacedEntry): PlanProblem => ({
  path: pointer,
  code: 'REPO_NOT_ONBOARDED',
  message: `${notOnboarded(entry.repo)}: an operator must onboard it, or leave such repositories out with "unonboarded": "skip".`,
});
const skip = (repo: string): SkippedRepo => ({ repo, code: 'REPO_NOT_ONBOARDED', message: `${notOnboarded(repo)}: left out.` });

/** The order of the launches if there were a slot for each target. */
function launchOrder(total: number, groups: readonly GroupRange[]): number[] {
  const statuses = new Array<'PENDING'>(total).fill('PENDING');
  const attempts = new Array<number>(total).fill(1);
  const tops = topLevel(groups);
  return chooseLaunches({ maxConcurrency: total, statuses, attempts, groups: tops, dependents: () => 0, ready: () => true });
}
