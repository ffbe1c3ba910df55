/** `bgagent fleet failures`: shows for which reasons targets of a fleet have failed. */
import { findFleetId } from '../../api/find-id.ts';
import { openApi } from '../../api/open-api.ts';
import { readFailureGroups } from '../../api/read-groups.ts';
import { BaseCommand } from '../../base-command.ts';
import { lastFleet } from '../../config/last-fleet.ts';
import { fleetArg, groupLimitFlag } from '../../flags.ts';
import { failureGroupsText } from '../../render/fleet/group-of-targets.ts';

export default class FleetFailures extends BaseCommand {
  static override summary = 'Show for which reasons targets of a fleet have failed, and how many for each.';
  static override description = `Targets are in one group when they failed in the same way, whatever their files, numbers and names are. Each group has a number, which other commands take with --failure-group.
A number means the group that had it when it was shown last.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 01KAE5 --json',
    '<%= config.bin %> fleet retry --failure-group 1 --hint "The tests need Redis: start it with make redis."',
  ];
  static override args = { id: fleetArg };
  static override flags = { limit: groupLimitFlag };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetFailures);
    const api = await openApi(flags);
    const fleetId = await findFleetId(api, args.id);
    const listed = await readFailureGroups(api, fleetId, flags);
    const fleet = (await lastFleet(api.url)) === fleetId ? '@last' : fleetId;
    return await this.show(listed.groups, flags, (view) => failureGroupsText({ ...listed, fleet }, view));
  }
}
