import { Flags } from '@oclif/core';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetContinue extends SteeringCommand {
  static override summary = 'Continue a fleet that waits, or skip what has not started.';
  static override description =
    'Acknowledges the failures that there are now: the failure policy stops the fleet again only when there are more. Failed targets are not tried again: that is "fleet retry".';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --skip-remaining --reason "good enough"',
  ];
  static override args = steeringArgs;
  static override flags = {
    'skip-remaining': Flags.boolean({ description: 'What has not started never does; what runs is finished.' }),
    ...steeringFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetContinue);
    const skip = flags['skip-remaining'] ? { skip_remaining: true } : {};
    return await this.steer(args.id, flags, ({ api, params, asked, headers }) =>
      api.client.continueFleet({ params, body: { ...asked, ...skip }, headers }),
    );
  }
}
