/** The groups of a fleet as a list, each before those in it. */
import type { GroupView } from '../../contracts/http/fleet.ts';

/** A group and the groups in it, depth first. */
export const allGroups = (groups: readonly GroupView[]): GroupView[] =>
  groups.flatMap((group) => [group, ...allGroups(group.groups)]);
