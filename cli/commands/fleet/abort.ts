import { Flags } from '@oclif/core';
import { askFirst } from '../../confirm.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetAbort extends SteeringCommand {
  static override summary = 'Abort a fleet: what has not started never does, what runs is finished and kept.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --reason "found a better way"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --yes',
  ];
  static override args = steeringArgs;
  static override flags = { ...steeringFlags, yes: Flags.boolean({ char: 'y', description: 'Do not ask.' }) };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetAbort);
    return await this.steer(args.id, flags, async ({ api, params, fleet_id, asked, headers }) => {
      if (!flags.yes) await askFirst('aborting', `Abort fleet ${fleet_id}? What has not started never does.`);
      return await api.client.abortFleet({ params, body: asked, headers });
    });
  }
}
