/** The order of a fleet's work: which targets and groups depend on which. Drawn aside, so that a world without it is as it was before. */
import type { GroupInput, SubmitRequest } from '../../contracts/http/submit.ts';
import type { Random } from './random.ts';

/** Dependencies point to targets that come earlier in the fleet, or all to later ones. */
export interface Order {
  readonly backwards: boolean;
  /** How many targets each target depends on, at most. */
  readonly most: number;
  readonly optional: number;
  /** Share of groups that depend on the group beside them. */
  readonly groups: number;
}

/** Undefined: no target depends on another. */
export const drawOrder = (random: Random): Order | undefined =>
  random.chance(0.6)
    ? undefined
    : {
        backwards: random.chance(0.3),
        most: random.whole(1, 3),
        optional: random.of([0, 0.3]),
        groups: random.of([0, 0.5]),
      };

type Body = Pick<SubmitRequest, 'targets' | 'groups'>;
type TargetInput = NonNullable<SubmitRequest['targets']>[number];
type Reference = NonNullable<GroupInput['depends_on']>[number];

/** The targets and groups of the body, with dependencies. */
export function inOrder({ targets, groups }: Body, order: Order, random: Random): Body {
  const all = [...(targets ?? []), ...(groups ?? []).flatMap(targetsIn)].map(repoOf);
  const place = new Map(all.map((repo, at) => [repo, at]));
  const withOrder = (target: TargetInput): TargetInput => {
    const at = place.get(repoOf(target)) ?? 0;
    const before = order.backwards ? all.slice(at + 1) : all.slice(0, at);
    const chosen = Array.from({ length: random.whole(0, order.most) }, () => before[random.whole(0, all.length)] ?? []).flat();
    return { repo: repoOf(target), depends_on: chosen.map((repo) => reference(repo, order, random)) };
  };
  const inside = (group: GroupInput): GroupInput => ({
    ...group,
    targets: (group.targets ?? []).map(withOrder),
    groups: (group.groups ?? []).map(inside),
  });
  return {
    ...(targets && { targets: targets.map(withOrder) }),
    ...(groups && { groups: groups.map(inside).map((group, at, list) => afterItsNeighbour({ group, at, list }, order, random)) }),
  };
}

const repoOf = (target: TargetInput): string => (typeof target === 'string' ? target : target.repo);
const targetsIn = ({ targets = [], groups = [] }: GroupInput): TargetInput[] => [...targets, ...groups.flatMap(targetsIn)];

const reference = (path: string, { optional }: Order, random: Random): Reference =>
  random.chance(optional) ? { path, optional: true } : path;

interface Placed {
  readonly group: GroupInput;
  readonly at: number;
  readonly list: readonly GroupInput[];
}

function afterItsNeighbour({ group, at, list }: Placed, order: Order, random: Random): GroupInput {
  const neighbour = list[order.backwards ? at + 1 : at - 1];
  return neighbour && random.chance(order.groups)
    ? { ...group, depends_on: [reference(`/${neighbour.name}`, order, random)] }
    : group;
}
