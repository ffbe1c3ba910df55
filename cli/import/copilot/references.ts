/**
 * What a dependency of a job names, in the plan and in the fleet. In a plan, an id without a slash is a job of the same group, and
 * anything else is a path from the root. A fleet looks innermost first: in the target's own group, then in each group around it, then
 * from the root (semantics 7). A reference that means another job in the fleet is written from the root, with a slash before it.
 * Example: 'collection/count-files' in the group phase1/analysis → phase1/collection/count-files.
 */
import { fitReference } from '../names.ts';
import type { Job, Level } from './read-plan.ts';

/** All jobs and groups, by their path in the fleet. */
export type Paths = ReadonlyMap<string, Job | 'group'>;

export function pathsOf(level: Level, prefix = ''): Map<string, Job | 'group'> {
  const own = level.jobs.map((job) => [`${prefix}${job.id}`, job] as const);
  const groups = level.groups.flatMap((group) => {
    const path = `${prefix}${group.name}`;
    return [[path, 'group'] as const, ...pathsOf(group, `${path}/`)];
  });
  return new Map<string, Job | 'group'>([...own, ...groups]);
}

export interface Dependency {
  /** As the fleet's `depends_on` has it. */
  readonly reference: string;
  /** The job that it names; undefined where it names none, which the API tells. */
  readonly job: Job | undefined;
}

/** @param group path of the job's group; empty: none */
export function dependencyOf(written: string, group: string, paths: Paths): Dependency {
  const reference = fitReference(written);
  const meant = reference.includes('/') || group === '' ? reference : `${group}/${reference}`;
  const found = placesOf(reference, group).find((path) => paths.has(path));
  const job = paths.get(meant);
  if (job !== undefined && job !== 'group') return { reference: found === meant ? reference : `/${meant}`, job };
  const other = found === undefined ? undefined : paths.get(found);
  return { reference, job: other === 'group' ? undefined : other };
}

/** The paths that a reference may mean in a fleet, innermost first. */
function placesOf(reference: string, group: string): string[] {
  const parts = group === '' ? [] : group.split('/');
  return parts.map((_, at) => [...parts.slice(0, parts.length - at), reference].join('/')).concat(reference);
}
