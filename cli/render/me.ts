/**
 * Who the caller is for the API, and what it offers.
 * Example: `You are ana, an operator: you see and steer the fleets of all users, and change repositories.`
 */
import type { MeView } from '../../contracts/http/service-operations.ts';
import { scopes as allScopes } from '../../contracts/scopes.ts';
import { plainLine } from '../../core/text/plain-text.ts';

export function renderMe(me: MeView): string {
  const { user, groups, scopes, version, agents, allow_shell, caller_verifiers, limits } = me;
  return [
    `You are ${plainLine(user)}, ${rightsOf(me)}.`,
    ...(groups.length === 0 ? [] : [`Groups:    ${plainLine(groups.join(', '))}`]),
    ...(scopes.length === allScopes.length ? [] : [`Scopes:    ${scopes.join(', ') || 'none'}: this token allows no more`]),
    `API:       version ${version}`,
    `Agents:    ${agents === null ? 'not known to the API: the workers decide' : agentsText(agents)}`,
    `Shell:     commands ${allow_shell ? 'may' : 'may not'} be run (shell/run-v1); your own verifiers ${caller_verifiers ? 'may' : 'may not'} be given`,
    `Limits:    ${limits.targets} targets of a fleet, ${limits.exclusive_targets} of an exclusive one; ${capText(limits.user_task_cap)}`,
  ].join('\n');
}

function rightsOf({ operator, machine }: MeView): string {
  if (operator) return 'an operator: you see and steer the fleets of all users, and change repositories';
  return machine ? 'a machine: you do what your scopes allow' : 'a user: you see and steer your own fleets';
}

const capText = (cap: number): string => (cap === 0 ? 'any number of your tasks at once' : `${cap} of your tasks at once`);

const agentsText = (agents: NonNullable<MeView['agents']>): string =>
  Object.entries(agents)
    .map(([name, models]) => plainLine(models === null || models.length === 0 ? name : `${name} (${models.join(', ')})`))
    .join(', ') || 'none';
