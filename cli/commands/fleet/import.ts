/** `bgagent fleet import`: makes a fleet of a plan of another tool, and prints it as fleet.yaml or submits it. */
import { Args, Flags } from '@oclif/core';
import { openApi } from '../../api/open-api.ts';
import { batchSizeFlag, notFromStdin } from '../../flags.ts';
import { fleetYaml } from '../../import/fleet-yaml.ts';
import { checkFormat, importPlan } from '../../import/import-plan.ts';
import { readPlanFile } from '../../import/read-plan-file.ts';
import { readDocument, shownName } from '../../read-document.ts';
import { SubmittingCommand, submittingFlags } from '../../submit/submitting-command.ts';

/** A flag that means something only with --submit. */
const onSubmit = <T extends object>(flag: T): T & { readonly dependsOn: string[] } => ({ ...flag, dependsOn: ['submit'] });

export default class FleetImport extends SubmittingCommand {
  static override summary = 'Make a fleet of a plan or list of tasks of another tool, and print it as fleet.yaml or submit it.';
  static override description = `Reads task files of Fleetlift (fleetlift): its groups share a sandbox each, a plain list of repositories is worked on one by one.
Reads plans of Copilot Orchestrator (copilot-plan): groups stay groups, each job becomes a target in the plan's
repository, and dependencies stay dependencies.
Reads lists of tasks in Markdown (tasks-md): each section with open tasks becomes a step, and so do 15 tasks where there are no sections.
What cannot be carried over is listed on stderr and at the top of the fleet.yaml.
Commands for PowerShell run only where a worker has pwsh; elsewhere their targets fail, and the reason says so.
A task file of Fleetlift names its repositories. Any other works on the one that --repo names, else on the remote "origin" of the
current folder, if that is a repository on github.com.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> task.yaml > fleet.yaml',
    '<%= config.bin %> <%= command.id %> plan.json --repo acme/shop > fleet.yaml',
    '<%= config.bin %> <%= command.id %> plan.json --repo acme/shop --submit --dry-run',
    '<%= config.bin %> <%= command.id %> plan.json --submit --watch',
    '<%= config.bin %> <%= command.id %> tasks.md --repo acme/shop > fleet.yaml',
    '<%= config.bin %> <%= command.id %> - --from copilot-plan < plan.json | <%= config.bin %> fleet submit -f - --canary 1',
  ];
  static override args = {
    file: Args.string({
      ...notFromStdin,
      description: 'File with the plan as JSON or YAML, or the list of tasks as Markdown; - is standard input.',
      required: true,
    }),
  };
  static override flags = {
    from: Flags.string({
      description: 'Format of the file: fleetlift, copilot-plan or tasks-md; default: recognised.',
      helpValue: 'FORMAT',
    }),
    repo: Flags.string({
      description: 'Repository that the plan works on (default: the remote "origin" of the current folder).',
      helpValue: 'OWNER/NAME',
    }),
    'batch-size': batchSizeFlag,
    submit: Flags.boolean({ description: 'Submit the fleet instead of printing it.' }),
    'idempotency-key': onSubmit(submittingFlags['idempotency-key']),
    'dry-run': onSubmit(submittingFlags['dry-run']),
    watch: onSubmit(submittingFlags.watch),
    wait: onSubmit(submittingFlags.wait),
    timeout: onSubmit(submittingFlags.timeout),
    yes: onSubmit(submittingFlags.yes),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetImport);
    checkFormat(flags.from);
    const name = shownName(args.file);
    const { value, lineOf } = readPlanFile(args.file, await readDocument(args.file), flags.from);
    const imported = await importPlan(value, {
      from: flags.from,
      repo: flags.repo === undefined ? [] : [flags.repo],
      name,
      batchSize: flags['batch-size'],
      lineOf,
    });
    this.tellAll(imported.told);
    if (!flags.submit) return this.showRaw(imported.body, flags, fleetYaml(imported, name));
    // A plan may hold anything. The API checks the whole body and reports every problem.
    return await this.submit(await openApi(flags), imported.body, flags);
  }
}
