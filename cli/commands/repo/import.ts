/** `bgagent repo import`: onboards and changes the repositories of a list. */
import { Args, Flags } from '@oclif/core';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { notFromStdin, rowFlags } from '../../flags.ts';
import { readDocument, shownName } from '../../read-document.ts';
import { renderImport } from '../../render/rows/import-rows.ts';
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
The same file may be imported again at any time: the report says what is new, changed and unchanged.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> repos.csv --dry-run',
    '<%= config.bin %> <%= command.id %> repos.yaml --json',
    '<%= config.bin %> <%= command.id %> repos.csv --skip-invalid --output csv > report.csv',
    "printf '%s\\n' repo,clone_url,tag.team acme/auth,git@git.acme.example:acme/auth.git,payments | <%= config.bin %> <%= command.id %> -",
  ];
  static override args = {
    file: Args.string({
      ...notFromStdin,
      description: 'File with the repositories: csv, yaml, json or txt; - is standard input.',
      required: true,
    }),
  };
  static override flags = {
    'dry-run': Flags.boolean({ description: 'Report what would be new and changed, and change nothing.' }),
    'skip-invalid': Flags.boolean({ description: 'Leave out the lines of the file that are not right.' }),
    ...rowFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RepoImport);
    const name = shownName(args.file);
    const { rows, warnings } = rowsToImport(args.file, await readDocument(args.file), flags['skip-invalid']);
    for (const warning of warnings) this.tell(`warning: ${warning}`);
    const { client } = await openApi(flags);
    const sent = {
      repos: rows.map(({ repo }) => repo),
      dryRun: flags['dry-run'],
      placeOf: (at: number) => `${name}:${rows[at]?.line ?? ''}`,
    };
    const report = await sendImport(client, sent, (line) => {
      this.tell(line);
    });
    return await this.show(report, flags, async (view) => await renderImport(report, flags.output, view));
  }
}
