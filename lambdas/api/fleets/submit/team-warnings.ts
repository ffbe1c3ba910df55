/** Warns a caller who names no team that they are in: its members will have the fleet, and those of the caller's own teams will not. */
import type { PlanView } from '../../../../contracts/http/plan.ts';
import type { Caller } from '../../api-ports.ts';
import { isInOneOf } from '../../may-use-fleet.ts';

export function teamWarnings(teams: readonly string[], caller: Caller): PlanView['warnings'] {
  if (teams.length === 0 || isInOneOf(teams, caller)) return [];
  const named = teams.length === 1 ? `the team ${teams.join()}` : `any of the teams ${teams.join(', ')}`;
  const message = `Your token does not have you in ${named}: its members will read and steer this fleet all the same. Check the name: case counts.`;
  return [{ path: '/teams', code: 'NOT_IN_TEAM', message }];
}
