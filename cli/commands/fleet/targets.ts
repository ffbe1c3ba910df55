/** `bgagent fleet targets`: lists the targets of a fleet. */
import { Flags } from '@oclif/core';
import { allPages } from '../../api/all-pages.ts';
import { findFleetId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { fleetArg, rowFlags } from '../../flags.ts';
import { renderRows } from '../../render/rows/rows.ts';
import { renderTarget } from '../../render/fleet/target-detail.ts';
import { rowsOfTargets } from '../../render/rows/target-rows.ts';
import { groupFlags, groupsOfFlags } from '../../steering/group-flags.ts';

export default class FleetTargets extends BaseCommand {
  static override summary =
    'List the targets of a fleet with their status, their pull request or branch, and the reason of a failure or the question that they ask; or show one of them with all its attempts.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --status FAILED,LOST',
    '<%= config.bin %> <%= command.id %> 01KAE5 --class verification --output wide',
    '<%= config.bin %> <%= command.id %> --status FAILED --output name > failed.txt',
    '<%= config.bin %> <%= command.id %> --waiting',
    '<%= config.bin %> <%= command.id %> --ordinals 4200-4299 --search ledger',
    '<%= config.bin %> <%= command.id %> --failure-group 2',
    '<%= config.bin %> <%= command.id %> --target payments/ledger',
  ];
  static override args = { id: fleetArg };
  static override flags = {
    target: Flags.string({
      description: 'Show this target: its steps, its attempts with what they were told, and why they failed.',
      exclusive: ['status', 'group', 'class', 'repo', 'waiting', 'ordinals', 'search', 'change-group', 'failure-group', 'output'],
      helpValue: 'PATH',
    }),
    status: Flags.string({ description: 'Only targets with one of these statuses, separated by commas.', helpValue: 'STATUS,…' }),
    group: Flags.string({ description: 'Only targets of this group.' }),
    class: Flags.string({
      description: 'Only targets with one of these failure classes, separated by commas.',
      helpValue: 'CLASS,…',
    }),
    repo: Flags.string({ description: 'Only targets of this repository.', helpValue: 'OWNER/NAME' }),
    waiting: Flags.boolean({
      default: false,
      description: 'Only targets that wait for a person: for an answer, for a review, or at a gate.',
    }),
    ordinals: Flags.string({
      description: 'Only the target with this ordinal, or those of a range with both ends included, such as 4200-4299.',
      helpValue: 'FROM-TO',
    }),
    search: Flags.string({ description: 'Only targets whose path or repository has this text, in any case.', helpValue: 'TEXT' }),
    ...groupFlags,
    ...rowFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetTargets);
    const api = await openApi(flags);
    const params = { fleet_id: await findFleetId(api, args.id) };
    if (flags.target !== undefined) {
      const target = await dataOf(api.client.getTarget({ params: { ...params, path: flags.target } }));
      return await this.show(target, flags, (view) => renderTarget(target, view));
    }
    const filter = {
      status: flags.status?.toUpperCase(),
      group: flags.group,
      class: flags.class?.toLowerCase(),
      repo: flags.repo,
      ordinals: flags.ordinals,
      q: flags.search,
      ...(flags.waiting ? { waiting: 'true' as const } : {}),
      ...(await groupsOfFlags(params.fleet_id, flags)),
    };
    const targets = await allPages((next_token) =>
      api.client.listTargets({ params, query: { ...filter, limit: 100, next_token } }),
    );
    return await this.show(targets, flags, async (view) => await renderRows(targets, rowsOfTargets(targets), flags.output, view));
  }
}
