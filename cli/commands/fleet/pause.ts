import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetPause extends SteeringCommand {
  static override summary = 'Pause a fleet: nothing more is launched, what runs is finished.';
  static override description = 'A paused fleet waits until it is continued, aborted or cancelled, for as long as that takes.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 01KAE5 --reason "the registry is down"',
  ];
  static override args = steeringArgs;
  static override flags = steeringFlags;

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetPause);
    return await this.steer(args.id, flags, ({ api, params, asked, headers }) =>
      api.client.pauseFleet({ params, body: asked, headers }),
    );
  }
}
