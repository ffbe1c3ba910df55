/** `bgagent fleet plan`: shows what a submit would do. */
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { exitCodes } from '../../exit-code.ts';
import { rowFlags } from '../../flags.ts';
import { readDocument } from '../../read-document.ts';
import { renderBatches } from '../../render/fleet/batches.ts';
import { renderPlan } from '../../render/fleet/plan.ts';
import type { RowFormat } from '../../render/rows/rows.ts';
import { fleetBody } from '../../submit/fleet-body.ts';
import { fleetFlags, usageWithWork, type FleetFlagValues } from '../../submit/fleet-flags.ts';
import { nameParent, planFleet } from '../../submit/send-fleet.ts';
import { given } from '../../submit/work-flags.ts';

interface ShowingFlags {
  readonly debug: boolean;
  readonly json: boolean;
  readonly output: RowFormat;
  readonly 'batch-size'?: number | undefined;
}

export default class FleetPlan extends BaseCommand {
  static override summary = 'Show what a submit would start, in which order, and what it would leave out. Nothing is started.';
  static override description =
    'With --tasks-md and no repositories: shows the batches of the list of tasks, and what is odd about it. The exit code is 1 if the list has errors.';
  static override usage = usageWithWork;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --repos-file repos.txt --task "Migrate {{repo}} to slog"',
    '<%= config.bin %> <%= command.id %> --selector team=payments,lang=go --task "Migrate {{repo}} to slog"',
    '<%= config.bin %> <%= command.id %> -f fleet.yaml --unonboarded skip --json',
    '<%= config.bin %> <%= command.id %> -f copilot-plan.json --repo acme/shop',
    '<%= config.bin %> <%= command.id %> --tasks-md tasks.md',
  ];
  static override flags = { ...fleetFlags, ...rowFlags };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(FleetPlan);
    if (flags['tasks-md'] !== undefined && !namesRepositories(flags)) return await this.showBatches(flags['tasks-md'], flags);
    const { body, told } = await fleetBody(flags);
    for (const { kind, text } of told) this.tell(`${kind}: ${text}`);
    const api = await openApi(flags);
    const plan = await planFleet(api, await nameParent(api, body, flags['retry-of']));
    return await this.show(plan, flags, async (view) => await renderPlan(plan, flags.output, view));
  }

  private async showBatches(file: string, flags: ShowingFlags): Promise<unknown> {
    const body = { tasks_md: await readDocument(file), ...given('batch_size', flags['batch-size']) };
    const api = await openApi(flags);
    const batches = await dataOf(api.client.previewBatches({ body }));
    if (batches.errors.length > 0) process.exitCode = exitCodes.error;
    return await this.show(batches, flags, async (view) => await renderBatches(batches, flags.output, view));
  }
}

const namesRepositories = ({ repo, 'repos-file': list, file, 'retry-of': parent, ...flags }: FleetFlagValues): boolean =>
  [repo, list, file, parent, flags.selector, flags['select-repo']].some((value) => value !== undefined);
