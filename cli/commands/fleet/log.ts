/** `bgagent fleet log`: shows the decision log of a fleet. */
import { Flags } from '@oclif/core';
import { allPages } from '../../api/all-pages.ts';
import { findFleetId } from '../../api/find-id.ts';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { fleetArg, rowFlags } from '../../flags.ts';
import { logRows } from '../../render/rows/log-rows.ts';
import { renderRows } from '../../render/rows/rows.ts';

export default class FleetLog extends BaseCommand {
  static override summary = 'Show the decision log of a fleet: each decision with its time, its author and its reason.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 01KAE5 --after 120 --json',
  ];
  static override args = { id: fleetArg };
  static override flags = {
    after: Flags.integer({ description: 'Only entries with a higher SEQ.', min: 0 }),
    ...rowFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetLog);
    const api = await openApi(flags);
    const params = { fleet_id: await findFleetId(api, args.id) };
    const query = { limit: 100, after_seq: flags.after };
    const entries = await allPages((next_token) => api.client.listLog({ params, query: { ...query, next_token } }));
    return await this.show(entries, flags, async (view) => await renderRows(entries, logRows, flags.output, view));
  }
}
