/** The numbers of a fleet that its commands are about. They are those of the fleet that is shown, and add up to its targets. */
import { holdsSlot, targetStatuses } from '../../core/fleet.ts';
import { allGroups } from '../words/all-groups.ts';
import type { FleetView, GroupView } from '../../contracts/http/fleet.ts';

export interface Numbers {
  /** Failed or lost: what a retry is about. */
  readonly failed: number;
  /** Not ended and not started, those that wait for a person among them. */
  readonly waiting: number;
  /** In a slot. */
  readonly working: number;
  /** Of those that wait: for an answer, a review, or at a gate. */
  readonly asking: number;
  /** Of those that wait: in groups that need an approval. */
  readonly closed: number;
  /** Of those that wait: what is launched when the fleet goes on. */
  readonly ready: number;
}

export function numbersOf({ progress: { counts }, questions, gates, reviews, groups }: FleetView): Numbers {
  const waiting = counts.PENDING;
  const asking = Math.min(waiting, questions + gates + reviews);
  const closed = Math.min(waiting - asking, sum(closedGroups(groups).map(({ counts: inGroup }) => inGroup.PENDING)));
  return {
    failed: counts.FAILED + counts.LOST,
    waiting,
    working: sum(targetStatuses.filter(holdsSlot).map((status) => counts[status])),
    asking,
    closed,
    ready: waiting - asking - closed,
  };
}

const sum = (each: readonly number[]): number => each.reduce((total, one) => total + one, 0);

/** Groups with targets that wait for an approval; of nested ones the outermost. */
export const closedGroups = (groups: readonly GroupView[]): readonly GroupView[] =>
  groups.flatMap((group) => (group.approval === 'required' && group.counts.PENDING > 0 ? [group] : closedGroups(group.groups)));

/** The group that a continue approves now; undefined: it approves none. */
export const groupAtGate = ({ reason, groups }: Pick<FleetView, 'reason' | 'groups'>): GroupView | undefined =>
  reason?.code === 'approval_required'
    ? allGroups(groups).find(
        ({ approval, path }) => approval === 'required' && reason.message.startsWith(`The group ${path} waits `),
      )
    : undefined;
