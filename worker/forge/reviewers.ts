/**
 * Asks users and teams to review a pull request. Each is asked once: a later attempt asks nobody whom the history of the pull request
 * names, whether a review was given since or a person took the request back. GitHub refuses a whole list because of one name, and Gitea
 * stops at it, so after a refusal each is asked alone.
 * Example: ['alice', 'acme/payments'] in acme/api → {reviewers: ['alice'], team_reviewers: ['payments']}.
 */
import * as z from 'zod';
import { messageOf } from '../../core/text/message-of-error.ts';
import { statusOf } from './forge-calls.ts';
import type { NumberedPull } from './labels.ts';

export interface Unasked {
  /** As the task names them. */
  readonly reviewer: string;
  readonly why: string;
}

export interface AskedPull extends NumberedPull {
  /** Who opened it, whom a forge does not let review it. */
  readonly author: string | undefined;
  /** Nobody was asked before. */
  readonly isNew: boolean;
}

/** Those that were not asked, each with the reason. Never throws: a review that nobody is asked for fails nothing. */
export async function askForReviews(pull: AskedPull, reviewers: readonly string[]): Promise<readonly Unasked[]> {
  const asked = new Map(reviewers.map((reviewer) => [reviewer.toLowerCase(), reviewer]));
  const wrong = [...asked.values()].flatMap((reviewer) => {
    const why = whyNever(pull, reviewer);
    return why === undefined ? [] : [{ reviewer, why }];
  });
  const left = [...asked.values()].filter((reviewer) => wrong.every((one) => one.reviewer !== reviewer));
  if (left.length === 0) return wrong;
  try {
    const before = pull.isNew ? new Set<string>() : await namedBefore(pull);
    return [
      ...wrong,
      ...(await ask(
        pull,
        left.filter((reviewer) => !before.has(nameOf(reviewer))),
      )),
    ];
  } catch (error) {
    return [...wrong, ...left.map((reviewer) => ({ reviewer, why: messageOf(error) }))];
  }
}

const isTeam = (reviewer: string): boolean => reviewer.includes('/');
const withoutOwner = (team: string): string => team.slice(team.indexOf('/') + 1);

/** How a user and a team are told apart in a set of names. */
const nameOfUser = (login: string): string => `user ${login.toLowerCase()}`;
const nameOfTeam = (team: string): string => `team ${team.toLowerCase()}`;
const nameOf = (reviewer: string): string => (isTeam(reviewer) ? nameOfTeam(withoutOwner(reviewer)) : nameOfUser(reviewer));

/** A forge takes the name of a team without its owner, and would ask a team of the same name that belongs to another owner. */
function whyNever({ owner, author }: AskedPull, reviewer: string): string | undefined {
  const teamOwner = isTeam(reviewer) ? reviewer.slice(0, reviewer.indexOf('/')) : owner;
  if (teamOwner.toLowerCase() !== owner.toLowerCase()) return `a team of ${teamOwner} cannot review in a repository of ${owner}`;
  return reviewer.toLowerCase() === author?.toLowerCase() ? 'it opened the pull request' : undefined;
}

const named = z.object({ login: z.string().optional(), slug: z.string().optional(), name: z.string().optional() }).nullish();
/** The entries of both forges. Those of other kinds are read as an empty one. */
const entry = z
  .object({
    /** GitHub. */
    event: z.string().optional(),
    requested_reviewer: named,
    requested_team: named,
    /** Gitea. */
    type: z.string().optional(),
    assignee: named,
    assignee_team: named,
    /** Who gave a review, on both. */
    user: named,
  })
  .catch({});

/** Everybody whom the history of the pull request says to have been asked, or to have given a review. */
async function namedBefore({ client, owner, repo, number }: NumberedPull): Promise<Set<string>> {
  const names = new Set<string>();
  const asked = { owner, repo, issue_number: number, per_page: 100 };
  for await (const { data } of client.paginate.iterator(client.rest.issues.listEventsForTimeline, asked)) {
    for (const one of data.map((each) => entry.parse(each))) for (const name of namesOf(one)) names.add(name);
  }
  return names;
}

function namesOf(one: z.output<typeof entry>): string[] {
  const kind = one.event ?? one.type;
  const isRequest = kind === 'review_requested' || kind === 'review_request';
  const isReview = kind === 'reviewed' || kind === 'review';
  const users = [...(isRequest ? [one.requested_reviewer, one.assignee] : []), ...(isReview ? [one.user] : [])];
  const teams = isRequest ? [one.requested_team, one.assignee_team] : [];
  return [
    ...users.flatMap((user) => (user?.login === undefined ? [] : [nameOfUser(user.login)])),
    ...teams.map((team) => team?.slug ?? team?.name).flatMap((team) => (team === undefined ? [] : [nameOfTeam(team)])),
  ];
}

/** The answers to a name that the forge does not take: it may take the others. */
const aboutNames = [400, 404, 422];

async function ask(pull: NumberedPull, reviewers: readonly string[]): Promise<readonly Unasked[]> {
  if (reviewers.length === 0) return [];
  try {
    await request(pull, reviewers);
  } catch (error) {
    if (reviewers.length > 1 && aboutNames.includes(statusOf(error) ?? 0)) {
      const alone: Unasked[] = [];
      for (const reviewer of reviewers) alone.push(...(await ask(pull, [reviewer])));
      return alone;
    }
    return reviewers.map((reviewer) => ({ reviewer, why: messageOf(error) }));
  }
  return await leftOut(pull, reviewers);
}

async function request({ client, owner, repo, number }: NumberedPull, reviewers: readonly string[]): Promise<void> {
  const users = reviewers.filter((reviewer) => !isTeam(reviewer));
  const teams = reviewers.filter(isTeam).map(withoutOwner);
  await client.rest.pulls.requestReviewers({
    ...{ owner, repo, pull_number: number },
    ...(users.length > 0 ? { reviewers: users } : {}),
    ...(teams.length > 0 ? { team_reviewers: teams } : {}),
  });
}

/** Only Gitea names its teams so: GitHub may put members of a team in its place. */
const giteaPull = z.object({ requested_reviewers_teams: z.array(z.object({ name: z.string() })).nullable() });

/** Gitea answers in the same way where it leaves out the teams, as in a repository that belongs to a user. */
async function leftOut({ client, owner, repo, number }: NumberedPull, reviewers: readonly string[]): Promise<readonly Unasked[]> {
  const teams = reviewers.filter(isTeam);
  if (teams.length === 0) return [];
  const read = giteaPull.safeParse((await client.rest.pulls.get({ owner, repo, pull_number: number })).data);
  if (!read.success) return [];
  const asked = (read.data.requested_reviewers_teams ?? []).map(({ name }) => nameOfTeam(name));
  return teams
    .filter((team) => !asked.includes(nameOf(team)))
    .map((reviewer) => ({ reviewer, why: `the forge left it out: is it a team of ${owner} that may read ${repo}?` }));
}
