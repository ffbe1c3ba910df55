/**
 * The groups of a fleet are in its spec, because paths, ranges and caps never change. The ledger keeps the approval of each, one
 * letter a group, in the order of the spec.
 * Example: a group that needs an approval and one that needs none → 'r-'; approved → 'g-'.
 */
import type { FleetSpec } from '../../contracts/fleet-records.ts';
import type { GroupRange } from '../../core/ledger/ledger.ts';

const letters = { required: 'r', given: 'g' } as const;
const none = '-';

export const approvalsOf = (groups: readonly GroupRange[]): string =>
  groups.map(({ approval }) => (approval === undefined ? none : letters[approval])).join('');

/** @throws Error when the letters are not those of these groups: the spec belongs to another ledger */
export function withApprovals(groups: FleetSpec['groups'], approvals: string): GroupRange[] {
  if (groups.length !== approvals.length) {
    throw new Error(`The ledger has approvals of ${approvals.length} groups, its spec has ${groups.length} groups`);
  }
  return groups.map(({ path, from, to, maxConcurrency, shared }, index) => ({
    ...{ path, from, to },
    ...(shared ? { shared } : {}),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...approvalOf(approvals.charAt(index)),
  }));
}

function approvalOf(letter: string): Pick<GroupRange, 'approval'> {
  if (letter === none) return {};
  if (letter === letters.required) return { approval: 'required' };
  if (letter === letters.given) return { approval: 'given' };
  throw new Error(`The ledger holds an unknown approval of a group: ${letter}`);
}
