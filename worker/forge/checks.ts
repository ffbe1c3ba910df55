/** The checks of a commit on GitHub and on Gitea: check runs, commit statuses, and those that the base branch asks for. */
import * as z from 'zod';
import type { Checks } from './forge.ts';
import { ownerAndName, statusOf, type RepositoryOnForge } from './forge-calls.ts';

/** A check as it was reported last. */
interface Report {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'running';
}

interface Reading {
  /** The newest report of each check of a commit. */
  readonly reportsOf: (repository: RepositoryOnForge, ref: string) => Promise<readonly Report[]>;
  /** The names that the protection of a branch asks for; each may hold `*` on Gitea. */
  readonly demandedBy: (repository: RepositoryOnForge, branch: string) => Promise<readonly string[]>;
}

/**
 * Missing is what the base branch asks for and nothing has reported. Where it asks for nothing and the commit has no check at all, the checks
 * of the base branch are missing: they may not have begun yet.
 */
export async function readChecks(
  repository: RepositoryOnForge,
  { commit, base }: { readonly commit: string; readonly base: string },
  { reportsOf, demandedBy }: Reading,
): Promise<Checks> {
  const reports = await reportsOf(repository, commit);
  const demanded = await demandedBy(repository, base);
  const wanted = demanded.length === 0 && reports.length === 0 ? namesOf(await reportsOf(repository, base)) : demanded;
  const named = (state: Report['state']): string[] => namesOf(reports.filter((report) => report.state === state));
  const isReported = (pattern: string): boolean => reports.some(({ name }) => fits(pattern, name));
  return {
    passed: named('passed'),
    failed: named('failed'),
    running: named('running'),
    missing: wanted.filter((pattern) => !isReported(pattern)),
  };
}

const namesOf = (reports: readonly Report[]): string[] => [...new Set(reports.map(({ name }) => name))].sort();

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);

/** `*` stands for any characters. */
const fits = (pattern: string, name: string): boolean =>
  pattern === name || new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(name);

/** A commit status. GitHub calls how it stands `state`, Gitea `status`. */
const commitStatus = z.object({
  id: z.number(),
  context: z.string(),
  state: z.string().optional(),
  status: z.string().optional(),
});

const passing = ['success', 'skipped', 'warning'];

/** Forges list each report of a status, in an order of their own: the newest has the highest id. */
async function commitStatuses(repository: RepositoryOnForge, ref: string): Promise<Report[]> {
  const { client } = repository;
  const listed = await client.paginate(client.rest.repos.listCommitStatusesForRef, {
    ...ownerAndName(repository),
    ref,
    per_page: 100,
  });
  const statuses = z.array(commitStatus).parse(listed);
  const newest = new Map(statuses.toSorted((a, b) => a.id - b.id).map((status) => [status.context, status]));
  return [...newest.values()].map(({ context, state, status = state }) => ({
    name: context,
    state: passing.includes(status ?? '') ? 'passed' : status === 'pending' ? 'running' : 'failed',
  }));
}

const passingConclusions = ['success', 'neutral', 'skipped'];

async function checkRuns(repository: RepositoryOnForge, ref: string): Promise<Report[]> {
  const { client } = repository;
  const runs = await client.paginate(client.rest.checks.listForRef, { ...ownerAndName(repository), ref, per_page: 100 });
  return runs.map(({ name, status, conclusion }) => ({
    name,
    state: status !== 'completed' ? 'running' : passingConclusions.includes(conclusion ?? '') ? 'passed' : 'failed',
  }));
}

/** Not every server and token gets the protection, although the types of Octokit have it. */
const protectedBranch = z.object({
  protection: z.object({ required_status_checks: z.object({ contexts: z.array(z.string()).default([]) }).nullish() }).nullish(),
});

const contextsOf = (branch: unknown): readonly string[] =>
  protectedBranch.parse(branch).protection?.required_status_checks?.contexts ?? [];

/** In the protection of the branch, and in the rulesets that hold for it, which older servers do not have. */
async function demandedByGithub(repository: RepositoryOnForge, branch: string): Promise<readonly string[]> {
  const { client } = repository;
  const at = { ...ownerAndName(repository), branch };
  const { data } = await client.rest.repos.getBranch(at);
  const rules = await client.paginate(client.rest.repos.getBranchRules, { ...at, per_page: 100 }).catch((error: unknown) => {
    if (statusOf(error) === 404) return [];
    throw error;
  });
  const ofRules = rules.flatMap((rule) =>
    rule.type === 'required_status_checks' ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context) : [],
  );
  return [...new Set([...contextsOf(data), ...ofRules])];
}

export const checksOfGithub: Reading = {
  reportsOf: async (repository, ref) => [...(await checkRuns(repository, ref)), ...(await commitStatuses(repository, ref))],
  demandedBy: demandedByGithub,
};

const giteaBranch = z.object({
  enable_status_check: z.boolean().default(false),
  status_check_contexts: z.array(z.string()).nullish(),
});

export const checksOfGitea: Reading = {
  reportsOf: commitStatuses,
  demandedBy: async (repository, branch) => {
    const { data } = await repository.client.rest.repos.getBranch({ ...ownerAndName(repository), branch });
    const protection = giteaBranch.parse(data);
    return protection.enable_status_check ? (protection.status_check_contexts ?? []) : [];
  },
};
