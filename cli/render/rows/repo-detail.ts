/** One repository with its settings, and the exclusive fleet that has it now. */
import type { OneRepository } from '../../../contracts/http/repo-operations.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { addressOfRepo } from './repo-rows.ts';

export function renderRepo(repository: OneRepository): string {
  const { repo, status, default_branch, tags, build_command, lint_command, max_turns, max_budget_usd } = repository;
  const facts: [string, string | number | null][] = [
    ['Status', status],
    ['Clone URL', addressOfRepo(repository)],
    ['Branch', default_branch ?? "the remote's own default branch"],
    [
      'Tags',
      Object.entries(tags)
        .map((pair) => pair.join('='))
        .join(' ') || null,
    ],
    ['Build', build_command],
    ['Lint', lint_command],
    ['Max turns', max_turns],
    ['Max budget', max_budget_usd === null ? null : `$${max_budget_usd.toFixed(2)}`],
    ['Source', repository.imported?.source ?? null],
    ['Onboarded', repository.onboarded_at],
  ];
  const lines = facts.flatMap(([name, value]) => (value === null ? [] : [`${name}:`.padEnd(12) + plainLine(String(value))]));
  return [plainLine(repo), ...lines, ...fleetLines(repository)].join('\n');
}

/** Another exclusive fleet is refused until this one has ended. */
function fleetLines({ exclusive_fleet: fleet }: OneRepository): string[] {
  if (fleet === null) return [];
  const what = fleet.preset === null ? 'the exclusive fleet' : `the fleet of ${fleet.preset}`;
  const look = fleet.yours ? `See it: bgagent fleet status ${fleet.fleet_id}` : "It is somebody else's.";
  return [`In use:     by ${what} ${fleet.fleet_id}, which is ${fleet.status}. ${look}`];
}
