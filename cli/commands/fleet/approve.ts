/** `bgagent fleet approve`: publishes what was reviewed, and opens the gates at which single targets wait. */
import { CliError, usageError } from '../../cli-error.ts';
import { askBefore, isInteractive } from '../../confirm.ts';
import { targetFlag, yesFlag } from '../../flags.ts';
import { leftLines, reviewLines } from '../../render/fleet/review-lines.ts';
import { terminalView } from '../../render/terminal-view.ts';
import { changeGroupFlag } from '../../steering/change-group-flag.ts';
import { passOverFlag } from '../../steering/pass-over-flag.ts';
import { type Choice, chooseTargets, hashesOf } from '../../steering/reviewed-targets.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetApprove extends SteeringCommand {
  static override summary =
    'Approve what targets made that wait for a review: it is published, and pull requests are opened. Or let targets go on that wait at a gate.';
  static override description = `Shows the changes that would be published, and asks at a terminal. Without --target and --change-group it is about all that wait for a review.
What you have looked at is approved, and nothing else: if a target has another change now than "fleet diff" has shown to you, nothing is published, and the target is listed.
At a gate, or between two steps or batches, the named targets go on, whatever the fleet waits for. A target that comes to a gate later waits again. To let all of those go on that wait for the same, use "fleet continue". If one of the named targets waits for nothing, none is touched.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --change-group 1',
    '<%= config.bin %> <%= command.id %> --target payments/ledger --reason "read the diff"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --target web --target api --yes',
    '<%= config.bin %> <%= command.id %> --target web --pass-over --reason "was merged by hand"',
  ];
  static override args = steeringArgs;
  static override flags = {
    target: targetFlag(),
    'change-group': changeGroupFlag,
    ...passOverFlag,
    ...steeringFlags,
    yes: yesFlag,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetApprove);
    const isAll = flags.target === undefined && flags['change-group'] === undefined;
    if (isAll && !flags.yes && !isInteractive()) throw usageError(nobodyToAsk);
    const over = flags['pass-over'] ? { pass_over: true } : {};
    return await this.steer(args.id, flags, async ({ api, params, fleet_id, asked, headers }) => {
      const choice = await chooseTargets(api, fleet_id, flags);
      if (isAll && choice.reviewed.length === 0) throw nothingToReview(fleet_id);
      const approval = await approvalOf(fleet_id, choice);
      await this.showFirst(fleet_id, choice, flags);
      const body = { ...asked, ...approval, ...over };
      return await api.client.approveTargets({ params, body, headers });
    });
  }

  /** What would be published. */
  private async showFirst(fleetId: string, { reviewed, left }: Choice, flags: { readonly yes: boolean }): Promise<void> {
    if (reviewed.length === 0) return;
    const view = terminalView(process.stderr);
    for (const line of [...reviewLines(reviewed, fleetId, view), ...leftLines(left, view)]) this.tell(line);
    const what = reviewed.length === 1 ? 'it? Its pull request is opened.' : 'all of it? Their pull requests are opened.';
    await askBefore(flags, `Publish ${what}`);
  }
}

const nobodyToAsk =
  'approving all that waits for a review needs a confirmation, and this is no terminal to ask at: name targets with --target or --change-group, or give --yes.';

const nothingToReview = (fleetId: string): CliError =>
  new CliError(
    `no target waits for a review. To let targets go on that wait at a gate, name them with --target (see "bgagent fleet targets ${fleetId} --waiting").`,
  );

/** A group is approved by its hash, named targets and all of them by the hash of each. */
async function approvalOf(fleetId: string, { named, reviewed }: Choice) {
  if (named.change_group !== undefined) return named;
  const hashes = await hashesOf(fleetId, reviewed);
  return {
    targets: named.targets ?? reviewed.map(({ path }) => path),
    ...(Object.keys(hashes).length === 0 ? {} : { hashes }),
  };
}
