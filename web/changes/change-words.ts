/** What the page says of the changes of a fleet, in numbers. */
import type { ChangeSummary } from '../../contracts/change.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { ChangeGroupView } from '../../contracts/http/groups.ts';
import type { Totals } from '../../contracts/http/paging.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import { plural } from '../../core/text/plural.ts';

/** Digits of a hash by which a person tells two changes apart. */
export const shortHash = (hash: string): string => hash.slice(0, 8);

type Lines = Pick<ChangeSummary, 'files' | 'added' | 'removed'>;

/** Example: `2 files, +4 −2`. */
const changeInWords = ({ files, added, removed }: Lines): string => `${plural(files, 'file')}, +${added} −${removed}`;

/** Example: `38 targets have this change: 2 files, +4 −2`. */
export const groupInWords = ({ count, change }: { readonly count: number; readonly change: Lines }): string =>
  `${count === 1 ? '1 target has' : `${count} targets have`} this change: ${changeInWords(change)}`;

/** Example: `45363c50 · 3 of 9 wait for a review · for example payments/api`. */
export function aboutGroup({
  hash,
  count,
  waiting,
  example,
}: Pick<ChangeGroupView, 'hash' | 'count' | 'waiting' | 'example'>): string {
  const who = waiting < count ? `${waiting} of ${count}` : count === 1 ? 'it' : `all ${count}`;
  const wait = `${who} ${waiting === 1 ? 'waits' : 'wait'} for a review`;
  return [shortHash(hash), ...(waiting > 0 ? [wait] : []), `for example ${example}`].join(' · ');
}

/** Example: `40 targets have 3 different changes.` */
export function totalsInWords({ targets, groups }: Totals): string {
  const have = targets === 1 ? '1 target has' : `${targets} targets have`;
  return groups === 1 ? `${have} ${targets === 1 ? 'a change' : 'the same change'}.` : `${have} ${groups} different changes.`;
}

/** Of targets that are in no group: what is known of why. Empty: there are none. */
export function withoutChange(fleet: Pick<FleetView, 'status' | 'reviews' | 'progress'>, totals: Totals): string[] {
  const unseen = Math.max(0, fleet.reviews - (totals.waiting ?? 0));
  const others = Math.max(0, fleet.progress.total - totals.targets - unseen);
  const lines: string[] = [];
  if (unseen > 0) {
    const wait = unseen === 1 ? '1 target waits' : `${unseen} targets wait`;
    lines.push(`${wait} for a review, and the change is not known. The tab Targets has what is known, one by one.`);
  }
  if (others > 0) {
    const have = others === 1 ? '1 target has' : `${others} targets have`;
    const why = isTerminalFleet(fleet.status) ? 'Nothing was changed there' : 'The work is not done there, it changed nothing';
    lines.push(`${have} no change that is known. ${why}, or the change could not be read.`);
  }
  return lines;
}

/** Why a fleet has no changes to show. */
export function emptyWords(fleet: Pick<FleetView, 'status' | 'started_at' | 'progress'>): string {
  if (isTerminalFleet(fleet.status)) return 'No target of this fleet changed anything, or none of the changes is known.';
  if (fleet.started_at === null) return 'Nothing is changed yet: this fleet has not started.';
  return 'Nothing is changed yet. The changes appear here when the first targets have done their work.';
}
