import { Flags } from '@oclif/core';
import { dataOf, openApi } from '../../api/open-api.ts';
import { repoParams } from '../../api/repo-params.ts';
import { BaseCommand } from '../../base-command.ts';
import { usageError } from '../../cli-error.ts';
import { placeOfRepo } from '../../render/rows/repo-rows.ts';
import { repoArg, repoBody, repoFlags } from '../../repo-flags.ts';
import { objectAt } from '../../submit/work-flags.ts';

/** What may be unset, by the flag that sets it. */
const unsettable: Readonly<Record<string, object>> = {
  tag: { tags: null },
  'clone-url': { clone_url: null },
  'default-branch': { default_branch: null },
  'build-command': { build_command: null },
  'lint-command': { lint_command: null },
  'max-turns': { max_turns: null },
};
const tagPrefix = 'tag=';

export default class RepoEdit extends BaseCommand {
  static override summary = 'Change settings of an onboarded repository: what is not named stays.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> acme/auth --build-command "make test" --tag tier=1',
    '<%= config.bin %> <%= command.id %> acme/auth --unset lint-command --unset tag=team',
  ];
  static override args = { repo: repoArg };
  static override flags = {
    ...repoFlags,
    unset: Flags.string({
      description: `Setting to take away; many: ${Object.keys(unsettable).join(', ')} (all of them), or tag=KEY.`,
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoEdit);
    const body = bodyOf(repoBody(flags), flags.unset ?? []);
    if (Object.keys(body).length === 0) throw usageError('Nothing to change: name a setting, or --unset one.');
    const params = repoParams(args.repo);
    const api = await openApi(flags);
    const repo = await dataOf(api.client.editRepo({ params, body }));
    return await this.show(repo, flags, () => `Changed ${repo.repo}: ${placeOfRepo(repo)}`);
  }
}

type Body = Readonly<Record<string, unknown>>;

/** @throws CliError (usage) for a name that nothing has, and for one that is both set and unset */
function bodyOf(named: Body, unset: readonly string[]): Body {
  const keys = unset.filter((name) => name.startsWith(tagPrefix)).map((name) => name.slice(tagPrefix.length));
  const fields = unset.filter((name) => !name.startsWith(tagPrefix)).map(unsetting);
  const taken = fields.reduce<Body>((all, field) => ({ ...all, ...field }), {});
  const clash = Object.keys(taken).find((key) => key in named);
  if (clash !== undefined) throw usageError(`${clash} cannot be set and unset at once.`);
  if (keys.length === 0) return { ...named, ...taken };
  if ('tags' in taken) throw usageError('--unset tag takes all tags away: leave the others out.');
  const tags = { ...objectAt(named, 'tags'), ...Object.fromEntries(keys.map((key) => [key, null])) };
  return { ...named, ...taken, tags };
}

function unsetting(name: string): object {
  const field = Object.hasOwn(unsettable, name) ? unsettable[name] : undefined;
  if (field === undefined)
    throw usageError(`--unset ${name} is no setting. Known: ${Object.keys(unsettable).join(', ')}, tag=KEY.`);
  return field;
}
