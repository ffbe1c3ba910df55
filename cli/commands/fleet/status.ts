/** `bgagent fleet status`: shows a fleet once. */
import { Flags } from '@oclif/core';
import { findFleetId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { exitCodeOf, exitCodes } from '../../exit-code.ts';
import { fleetArg } from '../../flags.ts';
import { statusText } from '../../watch/read-picture.ts';

export default class FleetStatus extends BaseCommand {
  static override summary = 'Show a fleet: progress, targets or groups, failures, cost, time, and useful next commands.';
  static override description = `Up to 20 targets are shown one by one, running ones first. A larger fleet is shown with its failures and its latest changes.
The exit code is 0 in every status. With --exit-code it is:
0 all succeeded; 3 ended with failures, aborted or cancelled; 5 paused, or waits for an approval; 124 not ended yet.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 01KAE5 --json',
    '<%= config.bin %> <%= command.id %> --exit-code > /dev/null || echo "not ended, or with failures"',
  ];
  static override args = { id: fleetArg };
  static override flags = {
    'exit-code': Flags.boolean({ description: 'Exit with the code of "fleet watch", or with 124 while the fleet goes on.' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetStatus);
    const api = await openApi(flags);
    const fleet_id = await findFleetId(api, args.id);
    const fleet = await dataOf(api.client.getFleet({ params: { fleet_id } }));
    if (flags['exit-code']) process.exitCode = exitCodeOf(fleet, true) ?? exitCodes.timeout;
    return await this.show(fleet, flags, async (view) => await statusText(api, fleet, view));
  }
}
