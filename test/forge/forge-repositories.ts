/** What is on the forge, as a person sees it who never heard of fleets. */
import { Octokit } from '@octokit/rest';
import type { ForgeAccount } from './forge-account.ts';

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly base: string;
  readonly branch: string;
}

export function openForgeRepositories({ api, token, user: owner }: ForgeAccount) {
  const { rest, request, paginate } = new Octokit({ auth: token, baseUrl: api });

  /** A private repository with one commit on `main`. */
  const make = async (repo: string): Promise<void> => {
    await rest.repos.createForAuthenticatedUser({ name: repo, private: true, auto_init: true });
  };

  /** A commit on a branch of its own, made from `main`. */
  const commit = async (repo: string, branch: string): Promise<void> => {
    const content = Buffer.from(branch).toString('base64');
    const asked = { owner, repo, path: `${branch}.txt`, message: branch, branch: 'main', new_branch: branch, content };
    await request('POST /repos/{owner}/{repo}/contents/{path}', asked);
  };

  /** Writes a file at the top of `main`. */
  const write = async (repo: string, path: string, text: string): Promise<void> => {
    const at = { owner, repo, path };
    const { data: files } = await rest.repos.getContent({ owner, repo, path: '' });
    const found = Array.isArray(files) ? files.find(({ name }) => name === path) : undefined;
    const content = { message: `Write ${path}`, content: Buffer.from(text).toString('base64') };
    if (found) await rest.repos.createOrUpdateFileContents({ ...at, ...content, sha: found.sha });
    else await request('POST /repos/{owner}/{repo}/contents/{path}', { ...at, ...content });
  };

  const openPullRequest = async (repo: string, branch: string): Promise<void> => {
    await rest.pulls.create({ owner, repo, head: branch, base: 'main', title: branch });
  };

  /** All of them, closed ones too, with the branches that begin so. */
  const pullRequests = async (repo: string, prefix: string): Promise<readonly PullRequest[]> => {
    const all = await paginate(rest.pulls.list, { owner, repo, state: 'all' });
    return all
      .filter(({ head }) => head.ref.startsWith(prefix))
      .map(({ number, html_url, title, body, labels, base, head }) => ({
        ...{ number, title, url: html_url, body: body ?? '', base: base.ref, branch: head.ref },
        labels: labels.map(({ name }) => name).sort(),
      }));
  };

  const rename = async (repo: string, number: number, title: string): Promise<void> => {
    await rest.pulls.update({ owner, repo, pull_number: number, title });
  };

  const branches = async (repo: string, prefix: string): Promise<readonly string[]> => {
    const all = await paginate(rest.repos.listBranches, { owner, repo });
    return all.map(({ name }) => name).filter((name) => name.startsWith(prefix));
  };

  /** Merges the pull request as one commit, and deletes its branch. */
  const squash = async (repo: string, number: number): Promise<void> => {
    const asked = { owner, repo, index: number, Do: 'squash', delete_branch_after_merge: true };
    await request('POST /repos/{owner}/{repo}/pulls/{index}/merge', asked);
  };

  const isMerged = async (repo: string, number: number): Promise<boolean> =>
    (await rest.pulls.get({ owner, repo, pull_number: number })).data.merged;

  /** Messages of the commits of a pull request. */
  const commits = async (repo: string, number: number): Promise<readonly string[]> =>
    (await rest.pulls.listCommits({ owner, repo, pull_number: number })).data.map((each) => each.commit.message.trim());

  /** Paths of the files that a pull request changes. */
  const changedFiles = async (repo: string, number: number): Promise<readonly string[]> =>
    (await rest.pulls.listFiles({ owner, repo, pull_number: number })).data.map(({ filename }) => filename).sort();

  const fileOn = async (repo: string, branch: string, path: string): Promise<string> => {
    const { data } = await rest.repos.getContent({ owner, repo, path, ref: branch });
    if (!('content' in data)) throw new Error(`${path} is no file.`);
    return Buffer.from(data.content, 'base64').toString();
  };

  const makeLabel = async (repo: string, name: string): Promise<void> => {
    await rest.issues.createLabel({ owner, repo, name, color: '00aabb' });
  };

  const labels = async (repo: string): Promise<readonly string[]> =>
    (await rest.issues.listLabelsForRepo({ owner, repo })).data.map(({ name }) => name).sort();

  return {
    make,
    commit,
    write,
    openPullRequest,
    pullRequests,
    squash,
    isMerged,
    rename,
    branches,
    commits,
    changedFiles,
    fileOn,
    makeLabel,
    labels,
  };
}
