/** `bgagent fleet approve`: opens the gates at which single targets wait. */
import { targetFlag } from '../../flags.ts';
import { passOverFlag } from '../../steering/pass-over-flag.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetApprove extends SteeringCommand {
  static override summary =
    'Approve targets that wait at a gate, or between two steps or batches: they go on, whatever the fleet waits for.';
  static override description =
    'A target that comes to a gate later waits again. To let all of those go on that wait for the same, use "fleet continue". If one of the named targets waits at no gate, none is touched.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --target payments/ledger --reason "read the diff"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --target web --target api',
    '<%= config.bin %> <%= command.id %> --target web --pass-over --reason "was merged by hand"',
  ];
  static override args = steeringArgs;
  static override flags = { target: targetFlag({ required: true }), ...passOverFlag, ...steeringFlags };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetApprove);
    const over = flags['pass-over'] ? { pass_over: true } : {};
    return await this.steer(args.id, flags, ({ api, params, asked, headers }) =>
      api.client.approveTargets({ params, body: { ...asked, targets: flags.target, ...over }, headers }),
    );
  }
}
