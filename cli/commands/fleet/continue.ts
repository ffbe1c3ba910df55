/** `bgagent fleet continue`: lets a fleet go on that waits for a person. */
import { Flags } from '@oclif/core';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetContinue extends SteeringCommand {
  static override summary = 'Continue a fleet that waits for a person, or skip its waiting targets.';
  static override description =
    'The present failures count as acknowledged: the failure policy stops the fleet again only after further ones. Failed targets are not tried again; see "fleet retry".';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --skip-remaining --reason "good enough"',
  ];
  static override args = steeringArgs;
  static override flags = {
    'skip-remaining': Flags.boolean({ description: 'Skip the waiting targets; running targets finish.' }),
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
