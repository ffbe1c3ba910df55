import { Args } from '@oclif/core';
import { dataOf, openApi } from '../../api/open-api.ts';
import { repoParams } from '../../api/repo-params.ts';
import { BaseCommand } from '../../base-command.ts';

export default class RepoRemove extends BaseCommand {
  static override summary = 'Remove a repository: no new task may use it.';
  static override examples = ['<%= config.bin %> <%= command.id %> acme/auth'];
  static override args = { repo: Args.string({ description: 'owner/name.', required: true }) };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoRemove);
    const params = repoParams(args.repo);
    const api = await openApi(flags);
    const repo = await dataOf(api.client.removeRepo({ params }));
    return await this.show(repo, flags, () => `Removed ${repo.repo}.`);
  }
}
