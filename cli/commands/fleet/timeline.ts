/** `bgagent fleet timeline`: shows when each attempt of a fleet ran. */
import { findFleetId } from '../../api/find-id.ts';
import { openApi } from '../../api/open-api.ts';
import { readTimeline } from '../../api/read-timeline.ts';
import { BaseCommand } from '../../base-command.ts';
import { fleetArg, rowFlags } from '../../flags.ts';
import { renderRows } from '../../render/rows/rows.ts';
import { timelineRows } from '../../render/rows/timeline-rows.ts';

export default class FleetTimeline extends BaseCommand {
  static override summary = 'Show when each attempt of a fleet began and how long it took, by target.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 01KAE5 --output csv > timeline.csv',
  ];
  static override args = { id: fleetArg };
  static override flags = { ...rowFlags };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetTimeline);
    const api = await openApi(flags);
    const attempts = await readTimeline(api, await findFleetId(api, args.id));
    return await this.show(attempts, flags, async (view) => await renderRows(attempts, timelineRows, flags.output, view));
  }
}
