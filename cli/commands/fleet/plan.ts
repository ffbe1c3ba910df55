/** `bgagent fleet plan`: shows what a submit would do. */
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { rowFlags } from '../../flags.ts';
import { renderPlan } from '../../render/fleet/plan.ts';
import { fleetBody } from '../../submit/fleet-body.ts';
import { fleetFlags } from '../../submit/fleet-flags.ts';
import { nameParent, planFleet } from '../../submit/send-fleet.ts';

export default class FleetPlan extends BaseCommand {
  static override summary = 'Show what a submit would start, in which order, and what it would leave out. Nothing is started.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --repos-file repos.txt --task "Migrate {{repo}} to slog"',
    '<%= config.bin %> <%= command.id %> -f fleet.yaml --unonboarded skip --json',
    '<%= config.bin %> <%= command.id %> -f copilot-plan.json --repo acme/shop',
  ];
  static override flags = { ...fleetFlags, ...rowFlags };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(FleetPlan);
    const { body, told } = await fleetBody(flags);
    for (const { kind, text } of told) this.tell(`${kind}: ${text}`);
    const api = await openApi(flags);
    const plan = await planFleet(api, await nameParent(api, body, flags['retry-of']));
    return await this.show(plan, flags, async (view) => await renderPlan(plan, flags.output, view));
  }
}
