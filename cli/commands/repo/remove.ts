/** `bgagent repo remove`: bars a repository from new tasks. */
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { repoArg, repoParams } from '../../repo-flags.ts';

export default class RepoRemove extends BaseCommand {
  static override summary = 'Remove a repository, so that no new task can use it.';
  static override examples = ['<%= config.bin %> <%= command.id %> acme/auth'];
  static override args = { repo: repoArg };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoRemove);
    const params = repoParams(args.repo);
    const api = await openApi(flags);
    const repo = await dataOf(api.client.removeRepo({ params }));
    return await this.show(repo, flags, () => `Removed ${repo.repo}: new tasks cannot use it.`);
  }
}
