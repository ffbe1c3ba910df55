/** `bgagent fleet abort`: skips the waiting targets of a fleet; running ones finish. */
import { askFirst } from '../../confirm.ts';
import { yesFlag } from '../../flags.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetAbort extends SteeringCommand {
  static override summary = 'Abort a fleet: waiting targets are skipped, running targets finish.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --reason "found a better way"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --yes',
  ];
  static override args = steeringArgs;
  static override flags = { ...steeringFlags, yes: yesFlag };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetAbort);
    return await this.steer(args.id, flags, async ({ api, params, fleet_id, asked, headers }) => {
      if (!flags.yes) await askFirst('aborting', `Abort fleet ${fleet_id}? Its waiting targets will be skipped.`);
      return await api.client.abortFleet({ params, body: asked, headers });
    });
  }
}
