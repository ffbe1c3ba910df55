/** `bgagent fleet fail`: fails targets that run. */
import { targetFlag } from '../../flags.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetFail extends SteeringCommand {
  static override summary = 'Fail running targets: their tasks are stopped, and they are not tried again by themselves.';
  static override description =
    'Use it for work that will come to nothing. Targets that depend on a failed one are blocked. The failure policy does not count a target that a person failed. If one of the named targets does not run, none is touched.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --target payments/ledger --reason "goes in circles"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --target web --target api',
  ];
  static override args = steeringArgs;
  static override flags = { target: targetFlag({ required: true }), ...steeringFlags };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetFail);
    return await this.steer(args.id, flags, ({ api, params, asked, headers }) =>
      api.client.failTargets({ params, body: { ...asked, targets: flags.target }, headers }),
    );
  }
}
