/** `bgagent fleet pause`: stops a fleet from starting more targets. */
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetPause extends SteeringCommand {
  static override summary = 'Pause a fleet: nothing more is started, running targets finish.';
  static override description = 'A paused fleet waits without a time limit, until a person continues, aborts or cancels it.';
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
