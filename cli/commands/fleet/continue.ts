/** `bgagent fleet continue`: lets a fleet go on that waits for a person. */
import { Flags } from '@oclif/core';
import { passOverFlag } from '../../steering/pass-over-flag.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetContinue extends SteeringCommand {
  static override summary = 'Continue a fleet that waits for a person, or skip its waiting targets.';
  static override description = `The present failures count as acknowledged: the failure policy stops the fleet again only after further ones. Failed targets are not tried again; see "fleet retry".
Where the fleet waits at the gate of a step, the targets that have come to it go on. To let only some of them go on, use "fleet approve".`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --skip-remaining --reason "good enough"',
    '<%= config.bin %> <%= command.id %> --pass-over --reason "merged by hand"',
  ];
  static override args = steeringArgs;
  static override flags = {
    'skip-remaining': Flags.boolean({
      description: 'Skip the waiting targets; running targets finish.',
      exclusive: ['pass-over'],
    }),
    ...passOverFlag,
    ...steeringFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetContinue);
    const how = {
      ...(flags['skip-remaining'] ? { skip_remaining: true } : {}),
      ...(flags['pass-over'] ? { pass_over: true } : {}),
    };
    return await this.steer(args.id, flags, ({ api, params, asked, headers }) =>
      api.client.continueFleet({ params, body: { ...asked, ...how }, headers }),
    );
  }
}
