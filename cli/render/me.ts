/**
 * Who the caller is for the API, and what it offers.
 * Example: `You are ana, an operator: you see and steer the fleets of all users, and change repositories.`
 */
import type { MeView } from '../../contracts/http/service-operations.ts';
import { plainLine } from '../../core/text/plain-text.ts';

export function renderMe({ user, operator, version, agents, allow_shell, caller_verifiers, limits }: MeView): string {
  const rights = operator
    ? 'an operator: you see and steer the fleets of all users, and change repositories'
    : 'a user: you see and steer your own fleets';
  return [
    `You are ${plainLine(user)}, ${rights}.`,
    `API:       version ${version}`,
    `Agents:    ${agents === null ? 'not known to the API: the workers decide' : agentsText(agents)}`,
    `Shell:     commands ${allow_shell ? 'may' : 'may not'} be run (shell/run-v1); your own verifiers ${caller_verifiers ? 'may' : 'may not'} be given`,
    `Limits:    ${limits.targets} targets of a fleet, ${limits.exclusive_targets} of an exclusive one; ${capText(limits.user_task_cap)}`,
  ].join('\n');
}

const capText = (cap: number): string => (cap === 0 ? 'any number of your tasks at once' : `${cap} of your tasks at once`);

const agentsText = (agents: NonNullable<MeView['agents']>): string =>
  Object.entries(agents)
    .map(([name, models]) => plainLine(models === null || models.length === 0 ? name : `${name} (${models.join(', ')})`))
    .join(', ') || 'none';
