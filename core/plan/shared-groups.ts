/**
 * Makes one target of a group whose repositories share a sandbox (semantics 25).
 * Invariant: the folders of a target are different names, case ignored, each fit to be a folder and a part of a path.
 * Example: group backend of acme/api, globex/api and acme/web → the target `backend`, folders acme.api, globex.api and web.
 */
import { shorten } from '../text/shorten.ts';
import { utf8Bytes } from '../text/utf8-bytes.ts';
import type { GroupEntry, PlacedEntry, PlanProblem, PlanSpec, PlanWarning, SharedRepo, TargetEntry } from './plan-spec.ts';
import { isGoodName, namesOf, nameRule } from './target-names.ts';

export interface SharedTarget {
  /** Null: no repository of the group is onboarded. */
  readonly entry: (TargetEntry & { readonly shared: readonly SharedRepo[] }) | null;
  readonly absent: readonly PlacedEntry[];
  readonly problems: readonly PlanProblem[];
}

type Needs = Pick<PlanSpec, 'isOnboarded' | 'mostShared'>;

/** @param group it has targets */
export function sharedTarget(group: GroupEntry, { isOnboarded, mostShared }: Needs): SharedTarget {
  const present = group.targets.filter(({ entry }) => isOnboarded(entry.repo));
  const absent = group.targets.filter(({ entry }) => !isOnboarded(entry.repo));
  const { shared, problems } = nameFolders(present);
  const [first] = shared;
  return {
    entry: first === undefined ? null : { ...nothingOfItsOwn, repo: first.repo, shared },
    absent,
    problems: [
      ...sizeProblems(group, mostShared),
      ...ofTheGroup(group),
      ...group.targets.flatMap((placed) => ofTheTask(placed, group)),
      ...repeated(group),
      ...problems,
    ],
  };
}

const nothingOfItsOwn = {
  id: null,
  dependsOn: [],
  base: null,
  vars: {},
  taskDescription: null,
  maxTurns: null,
  prNumber: null,
  issueNumber: null,
  verifiers: null,
} satisfies Partial<TargetEntry>;

/** Of two repositories with one name both folders have the owner too. */
function nameFolders(present: readonly PlacedEntry[]): { shared: SharedRepo[]; problems: PlanProblem[] } {
  const lower = present.map(({ entry }) => namesOf(entry)[0].toLowerCase());
  const clashing = new Set(lower.filter((name, at) => lower.indexOf(name) !== at));
  const first = new Map<string, PlacedEntry>();
  const problems: PlanProblem[] = [];
  const shared = present.map((placed) => {
    const { pointer, entry } = placed;
    const [short, long = short] = namesOf(entry);
    const folder = clashing.has(short.toLowerCase()) ? long : short;
    const path = entry.id === null ? pointer : `${pointer}/id`;
    const before = first.get(folder.toLowerCase());
    if (!isGoodName(folder)) problems.push({ path, code: 'BAD_NAME', message: badFolder(folder, entry.id === null) });
    else if (before === undefined) first.set(folder.toLowerCase(), placed);
    // The same repository twice is a problem of its own.
    else if (!isSame(before, placed)) problems.push({ path, code: 'DUPLICATE_ID', message: sayTaken(folder, before.pointer) });
    return { repo: entry.repo, folder, verifiers: entry.verifiers };
  });
  return { shared, problems };
}

const keyOf = ({ entry }: PlacedEntry): string => entry.repo.toLowerCase();
const isSame = (one: PlacedEntry, other: PlacedEntry): boolean => keyOf(one) === keyOf(other);

const badFolder = (folder: string, implied: boolean): string =>
  implied
    ? `The repository's name "${shorten(folder)}" cannot be the name of its folder: that ${nameRule}. Give it an id.`
    : `"${shorten(folder)}" cannot be the name of a folder: it ${nameRule}.`;

const sayTaken = (folder: string, before: string): string =>
  `The folder "${shorten(folder)}" is already that of ${before}, upper and lower case not distinguished. Give one of them another id.`;

function sizeProblems({ name, targets, pointer }: GroupEntry, most: PlanSpec['mostShared']): PlanProblem[] {
  const path = `${pointer}/targets`;
  if (targets.length > most.repos) {
    const message = `${targets.length} repositories share the sandbox of the group ${shorten(name)}, at most ${most.repos} may. Split the group.`;
    return [{ path, code: 'TOO_LONG', message }];
  }
  const bytes = utf8Bytes(JSON.stringify(targets.flatMap(({ entry }) => entry.verifiers ?? [])));
  if (bytes <= most.verifierBytes) return [];
  const message = `The verifiers of the repositories of ${shorten(name)} have ${bytes.toLocaleString('en-US')} bytes as JSON, at most ${most.verifierBytes.toLocaleString('en-US')} are allowed together.`;
  return [{ path, code: 'TOO_LONG', message }];
}

const invalid = (path: string, message: string): PlanProblem => ({ path, code: 'INVALID_VALUE', message });

function ofTheGroup({ name, groups, maxConcurrency, pointer }: GroupEntry): PlanProblem[] {
  const one = `The group ${shorten(name)} shares a sandbox, so it is one target`;
  return [
    ...(groups.length > 0 ? [invalid(`${pointer}/groups`, `${one}: groups cannot stand in it. Put them beside it.`)] : []),
    ...(maxConcurrency === null ? [] : [invalid(`${pointer}/max_concurrency`, `${one}: leave max_concurrency out.`)]),
  ];
}

/** What a target may say of itself, by its key; here it belongs to the one task. */
function ofTheTask({ entry, pointer }: PlacedEntry, { name }: GroupEntry): PlanProblem[] {
  const { dependsOn, base, vars, taskDescription, maxTurns, prNumber, issueNumber } = entry;
  const given: readonly (readonly [key: string, isGiven: boolean])[] = [
    ['depends_on', dependsOn.length > 0],
    ['base', base !== null],
    ['vars', Object.keys(vars).length > 0],
    ['task_description', taskDescription !== null],
    ['max_turns', maxTurns !== null],
    ['pr_number', prNumber !== null],
    ['issue_number', issueNumber !== null],
  ];
  return given.flatMap(([key, isGiven]) => {
    const instead = key === 'depends_on' ? 'Give it to the group.' : 'Leave it out.';
    const message = `One task works on all repositories of the group ${shorten(name)}, so ${key} is not taken for one of them. ${instead}`;
    return isGiven ? [invalid(`${pointer}/${key}`, message)] : [];
  });
}

function repeated({ targets, name }: GroupEntry): PlanProblem[] {
  const seen = new Set<string>();
  return targets.flatMap((placed) => {
    const { entry, pointer } = placed;
    const isNew = !seen.has(keyOf(placed));
    seen.add(keyOf(placed));
    if (isNew) return [];
    return [
      invalid(pointer, `${entry.repo} is listed twice in the group ${shorten(name)}, which shares a sandbox: list it once.`),
    ];
  });
}

/** The workflows whose work can be done in several repositories at once. */
export const sharingWorkflows: readonly string[] = ['coding/new-task-v1', 'shell/run-v1'];

/** Of a fleet with such a group: its work must be able to do without one repository. */
export function sharingProblems({ groups, workflow, steps = [] }: PlanSpec): PlanProblem[] {
  const group = firstShared(groups);
  if (group === undefined) return [];
  const because = `the group ${shorten(group.name)} shares a sandbox`;
  const [step] = steps;
  if (step !== undefined) {
    const path = step.pointer.replace(/\/\d+$/, '');
    return [
      invalid(path, `${path.slice(1)} cannot be used here, because ${because}: one task works on all of its repositories.`),
    ];
  }
  // An unknown workflow has no id here, and a problem of its own.
  if (workflow.id === '' || sharingWorkflows.includes(workflow.id)) return [];
  const message = `workflow_ref ${workflow.id} cannot be used here, because ${because}. Such a group takes ${sharingWorkflows.join(' and ')}.`;
  return [invalid('/workflow_ref', message)];
}

function firstShared(groups: readonly GroupEntry[]): GroupEntry | undefined {
  for (const group of groups) {
    const found = group.shared === true ? group : firstShared(group.groups);
    if (found) return found;
  }
  return undefined;
}

/** A repository in two such groups is worked on twice. One warning for each repository. */
export function repeatedRepositories(
  targets: readonly { readonly entry: TargetEntry; readonly pointer: string; readonly path: string }[],
): PlanWarning[] {
  const first = new Map<string, string>();
  const told = new Map<string, PlanWarning>();
  for (const { entry, pointer, path } of targets) {
    for (const { repo } of entry.shared ?? []) {
      const key = repo.toLowerCase();
      const before = first.get(key);
      if (before === undefined) first.set(key, path);
      else if (before !== path && !told.has(key)) {
        const message = `${repo} is in the groups ${shorten(before)} and ${shorten(path)}, which share a sandbox each: it is worked on twice, on two branches.`;
        told.set(key, { path: pointer, code: 'REPEATED_REPOSITORY', message });
      }
    }
  }
  return [...told.values()];
}
