/**
 * The targets that a new fleet takes over from an old one (semantics 6): those that failed or were lost, and those that were blocked
 * by them. They stay in their groups. They keep their dependencies on each other; those on other targets are dropped, because these
 * have succeeded, or had only to end.
 */
import type { TargetStatus } from '../../../../core/fleet.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { FleetSpec, TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { SharedRepo } from '../../../../contracts/shared-repos.ts';
import type { GroupInput, SubmitRequest, TargetRequest } from '../../../../contracts/http/submit.ts';
import type { ApiPorts } from '../../api-ports.ts';

export interface TriedAgain {
  readonly body: Pick<SubmitRequest, 'targets' | 'groups'>;
  /** The paths of targets whose branches or results the others use, and that stay behind; each with a clause that says why. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

/** @param ledger that of the old fleet, which has ended */
export async function triedAgain({ stores }: ApiPorts, spec: FleetSpec, ledger: Ledger): Promise<TriedAgain> {
  const taken = takenFrom(ledger);
  const records = await stores.targets.getTargets(ledger.fleetId, [...taken]);
  const behind = [...new Set(records.flatMap(usedBy))].filter((ordinal) => !taken.has(ordinal));
  const others = behind.length === 0 ? [] : await stores.targets.getTargets(ledger.fleetId, behind);
  const paths = new Map([...records, ...others].map(({ ordinal, path }) => [ordinal, path]));
  return {
    body: nest(spec, records, paths),
    elsewhere: new Map(others.flatMap((other) => pathsOf(other).map((path) => [path, whyBehind(ledger, other.ordinal)]))),
  };
}

const again: ReadonlySet<TargetStatus> = new Set(['FAILED', 'LOST', 'BLOCKED'] as const);

/** Ordinals. A target that would be blocked again, because it needs one that was cancelled or skipped, stays behind. */
function takenFrom({ statuses, graph }: Ledger): ReadonlySet<number> {
  const taken = new Set(statuses.flatMap((status, ordinal) => (again.has(status) ? [ordinal] : [])));
  const serves = (ordinal: number): boolean => taken.has(ordinal) || statuses[ordinal] === 'SUCCEEDED';
  // In topological order, so that an edge is looked at when all is known of the targets that it depends on.
  for (const { from, to, onFrom, onTo, optional } of graph?.edges ?? []) {
    if (optional || ordinals(onFrom, onTo).every(serves)) continue;
    for (const ordinal of ordinals(from, to)) if (statuses[ordinal] === 'BLOCKED') taken.delete(ordinal);
  }
  return taken;
}

const ordinals = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, after) => from + after);

/** That of the target, and those of its folders where repositories share a sandbox. */
const pathsOf = ({ path, repos = [] }: TargetRecord): string[] => [path, ...repos.map(({ folder }) => `${path}/${folder}`)];

const usedBy = ({ base, passes = {} }: TargetRecord): number[] => [
  ...(base === undefined ? [] : [base]),
  ...Object.values(passes),
];

const whyBehind = ({ fleetId, statuses }: Ledger, ordinal: number): string =>
  `it is ${statuses[ordinal] ?? 'unknown'} in the fleet ${fleetId} and is not tried again; retry the targets of that fleet in place, or name the targets of the new one`;

/** The tree of groups, without groups that have no target left. */
function nest({ groups }: FleetSpec, records: readonly TargetRecord[], paths: ReadonlyMap<number, string>): TriedAgain['body'] {
  const kept = withGroups(records);
  const shared = new Set(records.flatMap(({ repos, path }) => (repos ? [path] : [])));
  const dependencies = (own: TargetRecord['depends_on'] = []) =>
    own.flatMap(({ path, optional }) => (kept.has(path) ? [{ path: `/${path}`, optional }] : []));
  const inside = (group: string): TargetRequest[] =>
    records.filter((record) => record.group === group).flatMap((record) => record.repos?.map(sharedRequest) ?? withOrder(record));
  const withOrder = (record: TargetRecord): TargetRequest[] => [
    { ...requestOf(record), depends_on: dependencies(record.depends_on), ...baseOf(record, paths) },
  ];
  const below = (parent: string): GroupInput[] =>
    groups
      .filter(({ path }) => path !== 'default' && path.slice(0, Math.max(0, path.lastIndexOf('/'))) === parent)
      .map(({ path, maxConcurrency, approval, depends_on }) => ({
        name: path.slice(path.lastIndexOf('/') + 1),
        targets: inside(path),
        groups: below(path),
        depends_on: dependencies(depends_on),
        max_concurrency: maxConcurrency,
        ...(shared.has(path) ? { sandbox: 'shared' as const } : {}),
        ...(approval === undefined ? {} : { approval: 'required' as const }),
      }))
      .filter((group) => group.targets.length + group.groups.length > 0);
  return { targets: inside('default'), groups: below('') };
}

/** The paths of targets, and of all groups that they are in. */
const withGroups = (records: readonly TargetRecord[]): ReadonlySet<string> =>
  new Set(
    records.flatMap(({ path }) => {
      const names = path.split('/');
      return names.map((_, at) => names.slice(0, at + 1).join('/'));
    }),
  );

/** One of the repositories of a group that share a sandbox. */
const sharedRequest = ({ repo, folder, verifiers }: SharedRepo): TargetRequest => ({
  repo,
  id: folder,
  ...(verifiers === null ? {} : { verifiers }),
});

const requestOf = (record: TargetRecord) => ({
  repo: record.repo,
  id: record.id,
  vars: record.vars,
  task_description: record.task_description,
  max_turns: record.max_turns,
  pr_number: record.pr_number,
  issue_number: record.issue_number,
  ...(record.verifiers === null ? {} : { verifiers: record.verifiers }),
});

function baseOf({ base }: TargetRecord, paths: ReadonlyMap<number, string>): { readonly base?: string } {
  const path = base === undefined ? undefined : paths.get(base);
  return path === undefined ? {} : { base: `/${path}` };
}
