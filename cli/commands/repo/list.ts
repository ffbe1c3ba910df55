/** `bgagent repo list`: lists onboarded repositories. */
import { Flags } from '@oclif/core';
import { allPages } from '../../api/all-pages.ts';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { rowFlags } from '../../flags.ts';
import { repoRows } from '../../render/rows/repo-rows.ts';
import { renderRows } from '../../render/rows/rows.ts';

export default class RepoList extends BaseCommand {
  static override summary = 'List onboarded repositories.';
  static override examples = ['<%= config.bin %> <%= command.id %> --tag team=payments --output name > repos.txt'];
  static override flags = {
    tag: Flags.string({ description: 'Only repositories with this tag.', helpValue: 'KEY=VALUE' }),
    status: Flags.option({ options: ['active', 'removed'] as const, description: 'Only repositories with this status.' })(),
    search: Flags.string({ description: 'Only repositories whose name has this text, in any case.', helpValue: 'TEXT' }),
    ...rowFlags,
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(RepoList);
    const api = await openApi(flags);
    const filter = { tag: flags.tag, status: flags.status, q: flags.search };
    const repos = await allPages((next_token) => api.client.listRepos({ query: { ...filter, limit: 100, next_token } }));
    return await this.show(repos, flags, async (view) => await renderRows(repos, repoRows, flags.output, view));
  }
}
