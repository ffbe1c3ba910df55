/** `bgagent repo import`: onboards and changes the repositories of a list. */
import { Args, Flags } from '@oclif/core';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { usageError } from '../../cli-error.ts';
import { notFromStdin, rowFlags } from '../../flags.ts';
import { readDocument, shownName } from '../../read-document.ts';
import { renderImport } from '../../render/rows/import-rows.ts';
import { organisationToImport } from '../../repo-import/organisation-to-import.ts';
import { rowsToImport } from '../../repo-import/rows-to-import.ts';
import { sendImport } from '../../repo-import/send-import.ts';

export default class RepoImport extends BaseCommand {
  static override summary = 'Onboard many repositories at once, and change those that are onboarded already.';
  static override description = `FILE is a CSV, a YAML or JSON list, or plain text with a repository per line. Columns:
  repo                                a name, owner/name, or an address that ends in owner/name
  clone_url                           the address to clone from; alone, without repo, where it ends in owner/name
  default_branch, build_command, lint_command, max_turns, max_budget_usd
  tags                                team=payments;lang=go (in YAML and JSON also an object)
  tag.KEY                             one tag, such as tag.team
What a row does not name, and an empty cell, stays as it is. Null in YAML or JSON unsets a setting.
An address of another host than github.com names a repository and is its clone_url too:
https://git.acme.example/acme/auth.git becomes acme/auth, cloned from there.
The same file may be imported again at any time: the report says what is new, changed and unchanged.

With --forge the list is that of an organisation: name, clone URL, default branch, and each topic as a tag with the value true (a topic
payments becomes the tag payments=true). Archived repositories, forks, mirrors and empty ones are left out and counted. Import again at any time:
what the forge says now is taken over, what a person set by hand stays, and repositories that are gone from the forge are told.
The forge is the one of that host in worker.yaml, with the token in the variable that it names; github.com needs no worker.yaml and takes
GITHUB_TOKEN or GH_TOKEN. A repository that the token may not see counts as gone.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> repos.csv --dry-run',
    '<%= config.bin %> <%= command.id %> repos.yaml --json',
    '<%= config.bin %> <%= command.id %> repos.csv --skip-invalid --output csv > report.csv',
    '<%= config.bin %> <%= command.id %> --forge github.com --org acme --dry-run',
    '<%= config.bin %> <%= command.id %> --forge git.acme.example --org platform --topic payments --topic ledger',
    '<%= config.bin %> <%= command.id %> --forge github.com --org acme --remove-gone',
    "printf '%s\\n' repo,clone_url,tag.team acme/auth,git@git.acme.example:acme/auth.git,payments | <%= config.bin %> <%= command.id %> -",
  ];
  static override args = {
    file: Args.string({
      ...notFromStdin,
      description: 'File with the repositories: csv, yaml, json or txt; - is standard input.',
    }),
  };
  static override flags = {
    'dry-run': Flags.boolean({ description: 'Report what would be new and changed, and change nothing.' }),
    'skip-invalid': Flags.boolean({ description: 'Leave out the lines of the file that are not right.', exclusive: ['forge'] }),
    forge: Flags.string({
      description: 'Take the repositories of an organisation from the forge of this host, such as github.com.',
      dependsOn: ['org'],
      helpValue: 'HOST',
    }),
    org: Flags.string({ description: 'The organisation.', dependsOn: ['forge'], helpValue: 'ORG' }),
    topic: Flags.string({
      description:
        'Onboard only repositories with this topic; repeatable: with one of them. What an earlier import brought is followed all the same.',
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['forge'],
      helpValue: 'TOPIC',
    }),
    archived: Flags.boolean({ description: 'Take archived repositories too.', dependsOn: ['forge'] }),
    forks: Flags.boolean({ description: 'Take forks too.', dependsOn: ['forge'] }),
    'remove-gone': Flags.boolean({
      description:
        'Remove the repositories that an earlier import brought and the organisation has no more, so that no new task can use them.',
      dependsOn: ['forge'],
    }),
    ...rowFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoImport);
    const { file } = args;
    const tell = (line: string): void => {
      this.tell(line);
    };
    if ((file === undefined) === (flags.forge === undefined)) throw usageError(eitherOr);
    const fromFile = file === undefined ? undefined : await fileToImport(file, flags['skip-invalid'], tell);
    const { client } = await openApi(flags);
    const list = fromFile ?? (await organisationToImport(flags, { client, tell }));
    const report = await sendImport(client, { ...list, dryRun: flags['dry-run'] }, tell);
    return await this.show(report, flags, async (view) => await renderImport(report, flags.output, view));
  }
}

const eitherOr = 'give either a FILE with the repositories, or an organisation: --forge HOST --org ORG.';

async function fileToImport(file: string, skipInvalid: boolean, tell: (line: string) => void) {
  const name = shownName(file);
  const { rows, warnings } = rowsToImport(file, await readDocument(file), skipInvalid);
  for (const warning of warnings) tell(`warning: ${warning}`);
  return { repos: rows.map(({ repo }) => repo), placeOf: (at: number) => `${name}:${rows[at]?.line ?? ''}` };
}
