/** What people and their checks do with pull requests on the forge. */
import { setTimeout as pause } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';
import { patienceMs } from '../patience.ts';
import type { ForgeAccount } from './forge-account.ts';

export function openForgeMerges({ api, token, user: owner }: ForgeAccount) {
  const { rest, request, paginate } = new Octokit({ auth: token, baseUrl: api });

  /** The newest pull request of a branch. */
  const pullOf = async (repo: string, branch: string) => {
    const all = await paginate(rest.pulls.list, { owner, repo, state: 'all' });
    const found = all.find(({ head }) => head.ref === branch || head.label === branch);
    if (!found) throw new Error(`${repo} has no pull request of ${branch}`);
    return (await rest.pulls.get({ owner, repo, pull_number: found.number })).data;
  };

  /** A commit with a new file. Answers its id. */
  const commitTo = async (repo: string, branch: string, path: string): Promise<string> => {
    const content = Buffer.from(path).toString('base64');
    const asked = { owner, repo, path, message: `Write ${path}`, branch, content };
    const { data } = (await request('POST /repos/{owner}/{repo}/contents/{path}', asked)) as {
      data: { commit: { sha: string } };
    };
    return data.commit.sha;
  };

  const setCheck = async (
    repo: string,
    sha: string,
    context: string,
    state: 'success' | 'failure' | 'pending',
  ): Promise<void> => {
    await rest.repos.createCommitStatus({ owner, repo, sha, context, state });
  };

  /** The default branch takes a merge only where these checks have passed. */
  const protect = async (repo: string, contexts: readonly string[]): Promise<void> => {
    const asked = {
      owner,
      repo,
      rule_name: 'main',
      enable_push: true,
      enable_status_check: true,
      status_check_contexts: contexts,
    };
    await request('POST /repos/{owner}/{repo}/branch_protections', asked);
  };

  /** Merges it on the web page of the forge, which deletes the branch. */
  const mergeByHand = async (repo: string, branch: string): Promise<void> => {
    const { number: index } = await pullOf(repo, branch);
    const asked = { owner, repo, index, Do: 'merge', delete_branch_after_merge: true };
    const send = () => request('POST /repos/{owner}/{repo}/pulls/{index}/merge', asked);
    // The forge looks for conflicts after each push, and merges nothing meanwhile.
    const giveUp = Date.now() + patienceMs;
    while (
      Date.now() < giveUp &&
      (await send().then(
        () => false,
        () => true,
      ))
    ) {
      await pause(200);
    }
  };

  const close = async (repo: string, branch: string): Promise<void> => {
    await rest.pulls.update({ owner, repo, pull_number: (await pullOf(repo, branch)).number, state: 'closed' });
  };

  const fileOf = async (repo: string, path: string): Promise<string> => {
    const { data } = await rest.repos.getContent({ owner, repo, path });
    if (!('content' in data)) throw new Error(`${path} is no file.`);
    return Buffer.from(data.content, 'base64').toString();
  };

  /** Waits until a text says so. */
  const untilSaid = async (read: () => Promise<string>, what: RegExp): Promise<void> => {
    const giveUp = Date.now() + patienceMs;
    while (!what.test(await read())) {
      if (Date.now() > giveUp) throw new Error(`Nothing said ${String(what)}`);
      await pause(100);
    }
  };

  return { pullOf, commitTo, setCheck, protect, mergeByHand, close, fileOf, untilSaid };
}
