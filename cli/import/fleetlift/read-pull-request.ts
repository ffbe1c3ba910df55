/** Reads how a task file wants pull requests. Teams get the owner of the repositories, because a forge knows a team by owner and name. */
import { givenPullRequest } from '../../../contracts/given.ts';
import { asTemplate, paramsOfTexts } from '../as-template.ts';
import type { Findings } from '../findings.ts';
import { tellOtherKeys } from './left-out-keys.ts';
import { pullRequestObject } from './schema.ts';

const at = ['pull_request'] as const;

export interface PullRequest {
  readonly pull_request?: Readonly<Record<string, unknown>>;
  /** What its texts need. */
  readonly params: Readonly<Record<string, string>>;
}

/** @param repos all repositories, as owner/name */
export function readPullRequest(value: unknown, repos: readonly string[], findings: Findings): PullRequest {
  const raw = value === undefined || value === null ? undefined : findings.read(pullRequestObject, value, at);
  if (raw === undefined) return { params: {} };
  tellOtherKeys(findings, 'pullRequest', raw, at);
  const { title, body, labels, reviewers, team_reviewers: teams } = raw;
  const people = [...(reviewers ?? []), ...teamsOf(teams ?? [], repos, findings)];
  const settings = {
    ...given('branch_prefix', prefixOf(raw.branch_prefix ?? '', findings)),
    ...given('title', asTemplate(title ?? '')),
    ...given('body', asTemplate(body ?? '')),
    ...((labels ?? []).length > 0 ? { labels: labels?.map(String) } : {}),
    ...(people.length > 0 ? { reviewers: people } : {}),
  };
  findings.read(givenPullRequest, settings, at);
  return {
    ...(Object.keys(settings).length > 0 ? { pull_request: settings } : {}),
    params: paramsOfTexts([title ?? '', body ?? '']),
  };
}

/** Go takes an empty text as one that is not given. */
const given = (key: string, text: string): Record<string, string> => (text === '' ? {} : { [key]: text });

/** There the prefix is put before a name; here it is the first folder of it. */
function prefixOf(prefix: string, findings: Findings): string {
  const cut = prefix.replace(/(?<![/-])[/-]+$/, '');
  if (cut !== prefix) {
    findings.differs(
      [...at, 'branch_prefix'],
      `branches begin with ${cut}/ here, followed by the id of the fleet and the path of the target`,
    );
  }
  return cut;
}

function teamsOf(teams: readonly string[], repos: readonly string[], findings: Findings): string[] {
  const owners = [...new Set(repos.map((repo) => repo.split('/')[0] ?? ''))];
  return teams.flatMap((team, index) => {
    if (team.includes('/')) return [team];
    const [owner] = owners;
    if (owner !== undefined && owners.length === 1) return [`${owner}/${team}`];
    findings.leftOut(
      [...at, 'team_reviewers', index],
      'the repositories have several owners, and a team belongs to one: write it as owner/team',
    );
    return [];
  });
}
