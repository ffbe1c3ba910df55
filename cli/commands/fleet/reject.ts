/** `bgagent fleet reject`: rejects what targets made that wait for a review. */
import { plural } from '../../../core/text/plural.ts';
import { askBefore } from '../../confirm.ts';
import { targetFlag, yesFlag } from '../../flags.ts';
import { leftLines, reviewLines } from '../../render/fleet/review-lines.ts';
import { terminalView } from '../../render/terminal-view.ts';
import { changeGroupFlag } from '../../steering/change-group-flag.ts';
import { needsTargets } from '../../steering/needs-targets.ts';
import { chooseTargets } from '../../steering/reviewed-targets.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetReject extends SteeringCommand {
  static override summary =
    'Reject what targets made that wait for a review: they have failed, and nothing of them is published.';
  static override description =
    'They do not count in the failure policy. Their work stays in the repository, at a ref where nobody sees it, and "fleet retry" lets them work again. If one of the named targets waits for no review, none is touched.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --target payments/ledger --reason "changes the public interface"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --change-group 3 --reason "is not what was asked for"',
  ];
  static override args = steeringArgs;
  static override flags = { target: targetFlag(), 'change-group': changeGroupFlag, ...steeringFlags, yes: yesFlag };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetReject);
    needsTargets(flags);
    return await this.steer(args.id, flags, async ({ api, params, fleet_id, asked, headers }) => {
      const { named, reviewed, left } = await chooseTargets(api, fleet_id, flags);
      if (reviewed.length > 0) {
        const view = terminalView(process.stderr);
        for (const line of [...reviewLines(reviewed, fleet_id, view), ...leftLines(left, view)]) this.tell(line);
        await askBefore(flags, `Reject what ${plural(reviewed.length, 'target')} made? Nothing of it is published.`);
      }
      return await api.client.rejectTargets({ params, body: { ...asked, ...named }, headers });
    });
  }
}
