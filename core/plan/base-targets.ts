/**
 * Checks `base` of targets: the dependency on whose branch a target works (semantics 7).
 * Invariant: a base is a required dependency of the target, on the same repository.
 * Example: {id: 'two', repo: 'acme/api', depends_on: ['one'], base: 'one'}, where one is acme/api too → the ordinal of one.
 */
import { at } from '../ledger/ordinals.ts';
import { shorten } from '../text/shorten.ts';
import { shortenPath } from '../text/shorten-path.ts';
import type { DirectDependencies } from './direct-dependencies.ts';
import type { NamedTarget, PlanProblem } from './plan-spec.ts';
import type { Resolver } from './resolve.ts';
import type { Walk } from './walk-tree.ts';

export interface Bases {
  /** By the ordinal of the target that has it. */
  readonly bases: ReadonlyMap<number, number>;
  readonly problems: readonly PlanProblem[];
}

type Checked = { readonly ordinal: number } | { readonly problem: string | null };

export function checkBases(walk: Walk, resolver: Resolver, direct: DirectDependencies): Bases {
  const bases = new Map<number, number>();
  const problems: PlanProblem[] = [];
  for (const target of walk.targets) {
    const { base } = target.entry;
    const checked = base === null ? { problem: null } : checkBase({ walk, resolver, direct }, target, base);
    if ('ordinal' in checked) bases.set(target.ordinal, checked.ordinal);
    else if (checked.problem !== null) {
      problems.push({ path: `${target.pointer}/base`, code: 'INVALID_VALUE', message: checked.problem });
    }
    if (problems.length > walk.spec.mostProblems) break;
  }
  return { bases, problems };
}

interface Means {
  readonly walk: Walk;
  readonly resolver: Resolver;
  readonly direct: DirectDependencies;
}

function checkBase({ walk, resolver, direct }: Means, target: NamedTarget, base: string): Checked {
  const found = resolver.find(at(walk.scopes, target.ordinal), base);
  switch (found.kind) {
    case 'unknown':
      return { problem: resolver.sayUnknown(base, found.paths) };
    case 'absent':
      return { problem: found.why && `"${shorten(base)}" is not in the fleet: ${found.why}. Take base out.` };
    case 'group':
      return { problem: `"${shorten(base)}" is a group. base must be one target.` };
    case 'target':
      return checkTarget(direct, target, at(walk.targets, found.ordinal));
  }
}

function checkTarget(direct: DirectDependencies, target: NamedTarget, base: NamedTarget): Checked {
  const [own, other] = [shortenPath(target.path), shortenPath(base.path)];
  if (target.entry.prNumber !== null) {
    return {
      problem: `base and pr_number cannot both be given: with pr_number, ${own} works on the branch of that pull request.`,
    };
  }
  if (base.entry.shared) {
    return {
      problem: `${other} works on several repositories, which share a sandbox: no other target can work on its branches.`,
    };
  }
  if (!direct.requires(target.ordinal, base.ordinal)) {
    return { problem: `base must be a dependency of ${own} that is not optional. Add ${other} to depends_on.` };
  }
  if (target.entry.repo.toLowerCase() === base.entry.repo.toLowerCase()) return { ordinal: base.ordinal };
  const repos = `${own} is of ${target.entry.repo}, ${other} of ${base.entry.repo}`;
  return { problem: `base must be a target of the same repository: ${repos}.` };
}
