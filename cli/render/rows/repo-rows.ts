/** The columns of `repo list`. */
import type { Repository } from '../../../contracts/repository.ts';
import type { Rows } from './rows.ts';

export const repoRows: Rows<Repository> = {
  columns: [
    { title: 'REPO', value: ({ repo }) => repo },
    { title: 'STATUS', value: ({ status }) => status },
    { title: 'BRANCH', value: ({ default_branch }) => default_branch ?? '-' },
    {
      title: 'TAGS',
      value: ({ tags }) =>
        Object.entries(tags)
          .map((pair) => pair.join('='))
          .join(' ') || '-',
    },
    { title: 'CLONE URL', cut: 'start', value: ({ clone_url }) => clone_url ?? '-' },
    { title: 'BUILD', value: ({ build_command }) => build_command ?? '-', wide: true },
    { title: 'SOURCE', value: ({ imported }) => imported?.source ?? '-', wide: true },
    { title: 'ONBOARDED', value: ({ onboarded_at }) => onboarded_at, wide: true },
  ],
  name: ({ repo }) => repo,
  none: 'No repositories are onboarded: add one with "bgagent repo onboard OWNER/NAME".',
};

/** The address that git clones. */
export const addressOfRepo = ({ repo, clone_url }: Repository): string => clone_url ?? `https://github.com/${repo}.git`;
