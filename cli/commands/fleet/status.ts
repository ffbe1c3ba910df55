import { findFleetId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { fleetArg } from '../../flags.ts';
import { statusText } from '../../watch/status-text.ts';

export default class FleetStatus extends BaseCommand {
  static override summary = 'Show how a fleet stands: progress, failures, cost, time, and the commands that help now.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> 01KAE5 --json'];
  static override args = { id: fleetArg };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetStatus);
    const api = await openApi(flags);
    const fleet_id = await findFleetId(api, args.id);
    const fleet = await dataOf(api.client.getFleet({ params: { fleet_id } }));
    return await this.show(fleet, flags, async (view) => await statusText(api, fleet, view));
  }
}
