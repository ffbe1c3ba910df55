/** `bgagent repo edit`: changes or removes settings of an onboarded repository. */
import { Flags } from '@oclif/core';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { usageError } from '../../cli-error.ts';
import { addressOfRepo } from '../../render/rows/repo-rows.ts';
import { repoArg, repoBody, repoFlags, repoParams } from '../../repo-flags.ts';
import { objectAt } from '../../submit/work-flags.ts';

/** The names that `--unset` takes, with the part of the request that removes the setting. */
const unsettable: Readonly<Record<string, object>> = {
  tag: { tags: null },
  'clone-url': { clone_url: null },
  'default-branch': { default_branch: null },
  'build-command': { build_command: null },
  'lint-command': { lint_command: null },
  'max-turns': { max_turns: null },
  'max-budget': { max_budget_usd: null },
};
const tagPrefix = 'tag=';

export default class RepoEdit extends BaseCommand {
  static override summary = 'Change settings of an onboarded repository; the other settings stay.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> acme/auth --build-command "make test" --tag tier=1',
    '<%= config.bin %> <%= command.id %> acme/auth --unset lint-command --unset tag=team',
  ];
  static override args = { repo: repoArg };
  static override flags = {
    ...repoFlags,
    unset: Flags.string({
      description: `Setting to remove; repeatable: ${Object.keys(unsettable).join(', ')}, or tag=KEY for one tag (tag removes all tags).`,
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoEdit);
    const body = bodyOf(repoBody(flags), flags.unset ?? []);
    if (Object.keys(body).length === 0) throw usageError('nothing to change: give a setting, or remove one with --unset.');
    const params = repoParams(args.repo);
    const api = await openApi(flags);
    const repo = await dataOf(api.client.editRepo({ params, body }));
    return await this.show(repo, flags, () => `Changed ${repo.repo}: ${addressOfRepo(repo)}`);
  }
}

type Body = Readonly<Record<string, unknown>>;

/** @throws CliError (usage) for an unknown name, and for a setting that is both set and unset */
function bodyOf(named: Body, unset: readonly string[]): Body {
  const keys = unset.filter((name) => name.startsWith(tagPrefix)).map((name) => name.slice(tagPrefix.length));
  const fields = unset.filter((name) => !name.startsWith(tagPrefix)).map(unsetting);
  const taken = fields.reduce<Body>((all, field) => ({ ...all, ...field }), {});
  const clash = Object.keys(taken).find((key) => key in named);
  if (clash !== undefined) throw usageError(`${clash} cannot be set and unset in one command.`);
  if (keys.length === 0) return { ...named, ...taken };
  if ('tags' in taken) throw usageError('--unset tag removes all tags: leave out the other --unset tag=KEY.');
  const tags = { ...objectAt(named, 'tags'), ...Object.fromEntries(keys.map((key) => [key, null])) };
  return { ...named, ...taken, tags };
}

function unsetting(name: string): object {
  const field = Object.hasOwn(unsettable, name) ? unsettable[name] : undefined;
  if (field === undefined) {
    throw usageError(`--unset ${name}: there is no such setting. Settings: ${Object.keys(unsettable).join(', ')}, tag=KEY.`);
  }
  return field;
}
