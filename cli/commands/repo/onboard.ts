/** `bgagent repo onboard`: onboards a repository, or changes one that is onboarded already. */
import { answerData } from '../../api/answer-data.ts';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { addressOfRepo } from '../../render/rows/repo-rows.ts';
import { repoArg, repoBody, repoFlags, repoParams } from '../../repo-flags.ts';

export default class RepoOnboard extends BaseCommand {
  static override summary = 'Onboard a repository, or change settings of an onboarded one; the other settings stay.';
  static override description = 'To remove a setting, use "bgagent repo edit --unset".';
  static override examples = [
    '<%= config.bin %> <%= command.id %> acme/auth --tag team=payments --build-command "npm ci && npm test"',
    '<%= config.bin %> <%= command.id %> acme/tools --clone-url /srv/git/tools.git --default-branch main',
  ];
  static override args = { repo: repoArg };
  static override flags = repoFlags;

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoOnboard);
    const request = { params: repoParams(args.repo), body: repoBody(flags) };
    const { client } = await openApi(flags);
    const edited = await client.editRepo(request);
    const isNew = !edited.ok && edited.error.code === 'REPO_NOT_FOUND';
    const repo = answerData(isNew ? await client.putRepo(request) : edited);
    const verb = isNew ? 'Onboarded' : 'Changed';
    return await this.show(repo, flags, () => `${verb} ${repo.repo}: ${addressOfRepo(repo)}`);
  }
}
