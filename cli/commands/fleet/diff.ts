/** `bgagent fleet diff`: shows what the targets of a fleet have changed. */
import { Args, Flags } from '@oclif/core';
import { allPages } from '../../api/all-pages.ts';
import { findFleetId, looksLikeFleet } from '../../api/find-id.ts';
import { findTarget } from '../../api/find-target.ts';
import { readChangeGroups } from '../../api/read-groups.ts';
import { type Api, dataOf, openApi } from '../../api/open-api.ts';
import { DiffCommand } from '../../diff-command.ts';
import { usageError } from '../../cli-error.ts';
import { lastFleet } from '../../config/last-fleet.ts';
import { rememberDiff } from '../../config/shown-groups.ts';
import { groupLimitFlag, notFromStdin, statFlag } from '../../flags.ts';
import { changeGroupsText } from '../../render/fleet/group-of-targets.ts';
import { changeRows } from '../../render/rows/change-rows.ts';
import { renderRows } from '../../render/rows/rows.ts';

export default class FleetDiff extends DiffCommand {
  static override summary = 'Show what a target has changed, or which targets have changed how much.';
  static override description = `The diff is that of the whole branch beyond the branch it was made from: what its pull request shows, or would show.
One argument alone is the target, and the fleet is @last, unless it looks like the id of a fleet.
Without a target there is one line for each target: equal changes have an equal CHANGE, wherever in their files they are.
With --groups there is one line for each different change. A number means the change that had it when it was shown last.
A pipe or a file gets the diff unchanged. At a terminal it is coloured, and control characters are removed.`;
  static override usage =
    '<%= command.id %> [ID] [TARGET] [--json] [--debug] [--stat] [--attempt N] [--groups [--waiting] [--limit N]]';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --groups',
    '<%= config.bin %> <%= command.id %> auth',
    '<%= config.bin %> <%= command.id %> 01KAE5 payments/ledger --stat',
    '<%= config.bin %> <%= command.id %> auth --attempt 1',
    '<%= config.bin %> <%= command.id %> auth | git apply',
  ];
  static override args = {
    id: Args.string({ ...notFromStdin, description: 'Fleet; the last one submitted from here where none is given.' }),
    target: Args.string({ ...notFromStdin, description: 'Path of the target, or its repository.' }),
  };
  static override flags = {
    stat: statFlag,
    groups: Flags.boolean({
      description: 'Which different changes there are, and how many targets have each; they get numbers for --change-group.',
      exclusive: ['stat', 'attempt'],
    }),
    waiting: Flags.boolean({
      description: 'Of the groups: only targets that wait for a review.',
      dependsOn: ['groups'],
    }),
    limit: groupLimitFlag,
    attempt: Flags.integer({
      description: 'Number of the attempt; else the last one that changed something.',
      min: 1,
      helpValue: 'N',
    }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetDiff);
    const { id, target } = divided(args);
    if (target === undefined && flags.attempt !== undefined) throw usageError('--attempt needs a target: give its path.');
    if (target !== undefined && flags.groups) throw usageError('--groups is about all targets: name none.');
    const api = await openApi(flags);
    const fleetId = await findFleetId(api, id);
    if (flags.groups) return this.showGroups(api, fleetId, flags);
    return target === undefined ? this.showAll(api, fleetId, flags) : this.showOne(api, { fleetId, target }, flags);
  }

  private async showAll(api: Api, fleet_id: string, flags: { readonly json: boolean }): Promise<unknown> {
    const targets = await allPages((next_token) =>
      api.client.listTargets({ params: { fleet_id }, query: { limit: 100, next_token } }),
    );
    const changes = targets.map(({ path, status, change, waiting }) => ({ path, status, change, waiting }));
    return await this.show(changes, flags, async (view) => await renderRows(targets, changeRows, 'table', view));
  }

  private async showGroups(
    api: Api,
    fleetId: string,
    flags: { readonly json: boolean; readonly limit: number; readonly waiting: boolean },
  ): Promise<unknown> {
    const listed = await readChangeGroups(api, fleetId, flags);
    const fleet = (await lastFleet(api.url)) === fleetId ? '@last' : fleetId;
    return await this.show(listed.groups, flags, (view) => changeGroupsText({ ...listed, fleet }, view));
  }

  private async showOne(
    api: Api,
    { fleetId, target }: { readonly fleetId: string; readonly target: string },
    flags: { readonly json: boolean; readonly stat: boolean; readonly attempt: number | undefined },
  ): Promise<unknown> {
    const { path } = await findTarget(api, { fleet_id: fleetId, target });
    const { stat, attempt } = flags;
    const query = { format: 'json' as const, attempt, ...(stat ? { stat: 'true' as const } : {}) };
    const diff = await dataOf(api.client.getTargetDiff({ params: { fleet_id: fleetId, path }, query }));
    if (typeof diff === 'string') return diff;
    // An approval says which change a person has looked at: the one that would be published.
    if (attempt === undefined) await rememberDiff(fleetId, path, diff.change.hash);
    return this.showDiff(diff, flags);
  }
}

function divided({ id, target }: { readonly id?: string | undefined; readonly target?: string | undefined }) {
  if (id === undefined || target !== undefined || looksLikeFleet(id)) return { id, target };
  return { id: undefined, target: id };
}
