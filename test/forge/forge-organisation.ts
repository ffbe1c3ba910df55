/** An organisation on the forge, as its members make and change it. */
import { Octokit } from '@octokit/rest';
import type { ForgeAccount } from './forge-account.ts';

/** Gitea works on so many requests at a time; more only wait. */
const atOnce = 8;

export function openForgeOrganisation({ api, token }: ForgeAccount, org: string) {
  const { rest, request } = new Octokit({ auth: token, baseUrl: api });
  const at = (repo: string) => ({ owner: org, repo });

  /** Private repositories with one commit on `main`. */
  const makeAll = async (names: readonly string[]): Promise<void> => {
    const left = [...names];
    const makeNext = async (): Promise<void> => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) {
        await rest.repos.createInOrg({ org, name, private: true, auto_init: true });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, makeNext));
  };

  return {
    create: async (): Promise<void> => {
      await request('POST /orgs', { username: org, visibility: 'private' });
    },
    makeAll,
    makeEmpty: async (name: string): Promise<void> => {
      await rest.repos.createInOrg({ org, name });
    },
    setTopics: async (repo: string, topics: readonly string[]): Promise<void> => {
      await request('PUT /repos/{owner}/{repo}/topics', { ...at(repo), names: [...topics], topics });
    },
    archive: async (repo: string): Promise<void> => {
      await rest.repos.update({ ...at(repo), archived: true });
    },
    remove: async (repo: string): Promise<void> => {
      await rest.repos.delete(at(repo));
    },
    setDefaultBranch: async (repo: string, branch: string): Promise<void> => {
      await request('POST /repos/{owner}/{repo}/branches', { ...at(repo), new_branch_name: branch });
      await rest.repos.update({ ...at(repo), default_branch: branch });
    },
    pullRequests: async (repo: string): Promise<readonly { readonly title: string; readonly base: string }[]> => {
      const { data } = await rest.pulls.list(at(repo));
      return data.map(({ title, base }) => ({ title, base: base.ref }));
    },
  };
}
