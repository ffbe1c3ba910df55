/** `bgagent fleet cancel`: cancels a fleet, or single targets of it. */
import { plural } from '../../../core/text/plural.ts';
import { askFirst } from '../../confirm.ts';
import { targetFlag, yesFlag } from '../../flags.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetCancel extends SteeringCommand {
  static override summary = 'Cancel a fleet, or single targets of it: what waits never starts, and what runs is stopped.';
  static override description =
    'With --target, only the named targets are cancelled, and the fleet goes on. Targets that depend on them are blocked. If one of them has ended already, none is touched.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --reason "wrong branch"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --yes',
    '<%= config.bin %> <%= command.id %> --target payments/ledger --target payments/api --yes',
  ];
  static override args = steeringArgs;
  static override flags = {
    target: targetFlag(),
    ...steeringFlags,
    yes: yesFlag,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetCancel);
    const targets = flags.target;
    return await this.steer(args.id, flags, async ({ api, params, fleet_id, asked, headers }) => {
      const what =
        targets === undefined ? `fleet ${fleet_id}? Its` : `${plural(targets.length, 'target')} of fleet ${fleet_id}? Their`;
      const stopped = targets === undefined ? 'running targets' : 'tasks';
      if (!flags.yes) await askFirst('cancelling', `Cancel ${what} ${stopped} will be stopped.`);
      if (targets === undefined) return await api.client.cancelFleet({ params, body: asked, headers });
      return await api.client.cancelTargets({ params, body: { ...asked, targets }, headers });
    });
  }
}
