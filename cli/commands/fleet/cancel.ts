/** `bgagent fleet cancel`: cancels the waiting and running targets of a fleet. */
import { Flags } from '@oclif/core';
import { askFirst } from '../../confirm.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetCancel extends SteeringCommand {
  static override summary = 'Cancel a fleet: its waiting and running targets are cancelled.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --reason "wrong branch"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --yes',
  ];
  static override args = steeringArgs;
  static override flags = { ...steeringFlags, yes: Flags.boolean({ char: 'y', description: 'Do not ask for a confirmation.' }) };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetCancel);
    return await this.steer(args.id, flags, async ({ api, params, fleet_id, asked, headers }) => {
      if (!flags.yes) await askFirst('cancelling', `Cancel fleet ${fleet_id}? Its running targets will be stopped.`);
      return await api.client.cancelFleet({ params, body: asked, headers });
    });
  }
}
