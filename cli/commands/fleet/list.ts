/** `bgagent fleet list`: lists fleets. */
import { Flags } from '@oclif/core';
import { allPages } from '../../api/all-pages.ts';
import { openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { limitFlag, rowFlags } from '../../flags.ts';
import { byWait, fleetRows, teamFleetRows, waitingFleetRows } from '../../render/rows/fleet-rows.ts';
import { renderRows } from '../../render/rows/rows.ts';

export default class FleetList extends BaseCommand {
  static override summary = 'List fleets, newest first.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --status RUNNING --label team=payments',
    '<%= config.bin %> <%= command.id %> --waiting',
    '<%= config.bin %> <%= command.id %> --team payments --waiting',
  ];
  static override flags = {
    status: Flags.string({ description: 'Only fleets with one of these statuses, separated by commas.', helpValue: 'STATUS,…' }),
    label: Flags.string({ description: 'Only fleets with this label.', helpValue: 'KEY=VALUE' }),
    owner: Flags.string({ description: 'Only fleets of this owner (for operators).' }),
    team: Flags.string({
      description: 'Only fleets that name this team, of all users (for its members, and for operators).',
      helpValue: 'NAME',
    }),
    waiting: Flags.boolean({
      default: false,
      description:
        'Only fleets that wait for a person, or one of whose targets does, with why; the one that has waited longest first.',
    }),
    limit: limitFlag,
    ...rowFlags,
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(FleetList);
    const api = await openApi(flags);
    const query = {
      status: flags.status?.toUpperCase(),
      label: flags.label,
      owner: flags.owner,
      team: flags.team,
      ...(flags.waiting ? { waiting: 'true' as const } : {}),
      limit: Math.min(flags.limit, 100),
    };
    const fleets = await allPages((next_token) => api.client.listFleets({ query: { ...query, next_token } }), flags.limit);
    const otherRows = flags.team === undefined ? fleetRows : teamFleetRows;
    const [list, rows] = flags.waiting ? [byWait(fleets), waitingFleetRows] : [fleets, otherRows];
    return await this.show(list, flags, async (view) => await renderRows(list, rows, flags.output, view));
  }
}
