import { Args, Flags } from '@oclif/core';
import { dataOf, openApi } from '../../api/open-api.ts';
import { repoParams } from '../../api/repo-params.ts';
import { BaseCommand } from '../../base-command.ts';
import { keyValues } from '../../submit/key-values.ts';
import { given } from '../../submit/work-flags.ts';

export default class RepoOnboard extends BaseCommand {
  static override summary = 'Onboard a repository, or change its settings.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> acme/auth --tag team=payments --build-command "npm ci && npm test"',
    '<%= config.bin %> <%= command.id %> acme/tools --clone-url /srv/git/tools.git --default-branch main',
  ];
  static override args = { repo: Args.string({ description: 'owner/name.', required: true }) };
  static override flags = {
    tag: Flags.string({ description: 'Tag; many.', multiple: true, multipleNonGreedy: true, helpValue: 'KEY=VALUE' }),
    'clone-url': Flags.string({ description: 'What git clones; without it the repository on github.com.', helpValue: 'URL' }),
    'default-branch': Flags.string({ description: 'Branch to start from; without it the one that the remote says.' }),
    'build-command': Flags.string({ description: 'Command that must succeed after every change.' }),
    'lint-command': Flags.string({ description: 'Command that checks the style of a change.' }),
    'max-turns': Flags.integer({ description: 'Turns an agent may take here.' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoOnboard);
    const body = {
      ...(flags.tag === undefined ? {} : { tags: keyValues('tag', flags.tag) }),
      ...given('clone_url', flags['clone-url']),
      ...given('default_branch', flags['default-branch']),
      ...given('build_command', flags['build-command']),
      ...given('lint_command', flags['lint-command']),
      ...given('max_turns', flags['max-turns']),
    };
    const params = repoParams(args.repo);
    const api = await openApi(flags);
    const repo = await dataOf(api.client.putRepo({ params, body }));
    return await this.show(
      repo,
      flags,
      () => `Onboarded ${repo.repo}: ${repo.clone_url ?? `https://github.com/${repo.repo}.git`}`,
    );
  }
}
