/** Whether a caller may read and steer a fleet: its owner, a member of one of its teams, or an operator (semantics 33). */
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { Caller } from './api-ports.ts';

export function mayUseFleet({ owner, teams = [] }: Pick<Ledger, 'owner' | 'teams'>, caller: Caller): boolean {
  return owner === caller.sub || caller.isOperator || isInOneOf(teams, caller);
}

export const isInOneOf = (teams: readonly string[], { groups }: Pick<Caller, 'groups'>): boolean =>
  teams.some((team) => groups.includes(team));
