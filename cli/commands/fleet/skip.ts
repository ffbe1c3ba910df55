/** `bgagent fleet skip`: skips targets that wait. */
import { targetFlag } from '../../flags.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetSkip extends SteeringCommand {
  static override summary = 'Skip targets that have not started: they never start, and the fleet goes on without them.';
  static override description =
    'Targets that depend on a skipped one are blocked, unless the dependency is optional. If one of the named targets has started, none is touched.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --target payments/ledger --reason "not needed any more"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --target web --target api',
  ];
  static override args = steeringArgs;
  static override flags = { target: targetFlag({ required: true }), ...steeringFlags };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetSkip);
    return await this.steer(args.id, flags, ({ api, params, asked, headers }) =>
      api.client.skipTargets({ params, body: { ...asked, targets: flags.target }, headers }),
    );
  }
}
