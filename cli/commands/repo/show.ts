/** `bgagent repo show`: shows one repository, and the exclusive fleet that has it now. */
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { renderRepo } from '../../render/rows/repo-detail.ts';
import { repoArg, repoParams } from '../../repo-flags.ts';

export default class RepoShow extends BaseCommand {
  static override summary = 'Show the settings of one repository, and the exclusive fleet that has it now.';
  static override examples = ['<%= config.bin %> <%= command.id %> acme/auth'];
  static override args = { repo: repoArg };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoShow);
    const params = repoParams(args.repo);
    const api = await openApi(flags);
    const repo = await dataOf(api.client.getRepo({ params }));
    return await this.show(repo, flags, () => renderRepo(repo));
  }
}
