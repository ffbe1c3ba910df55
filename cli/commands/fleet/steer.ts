/** `bgagent fleet steer`: lets targets that wait for a review work on. */
import { targetFlag } from '../../flags.ts';
import { changeGroupFlag } from '../../steering/change-group-flag.ts';
import { hashOfGroup } from '../../steering/group-flags.ts';
import { fleetAndText, fleetAndTextArgs } from '../../steering/fleet-and-text.ts';
import { needsTargets } from '../../steering/needs-targets.ts';
import { SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetSteer extends SteeringCommand {
  static override summary = 'Let targets that wait for a review work on, with words on top: each waits for a review again.';
  static override description =
    'The agent goes on from the work that waits, and is told these words first. Later attempts are told them too. A target is steered five times at most. If one of the named targets waits for no review, none is touched.';
  static override usage = '<%= command.id %> [ID] TEXT --target PATH...';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --target payments/ledger "Keep the old endpoint, and mark it as deprecated."',
    '<%= config.bin %> <%= command.id %> 01KAE5 --change-group 2 "The tests belong to test/, not to src/."',
    '<%= config.bin %> <%= command.id %> --target web --target api - < words.txt',
  ];
  static override args = fleetAndTextArgs('What the agent is told');
  static override flags = { target: targetFlag(), 'change-group': changeGroupFlag, ...steeringFlags };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetSteer);
    needsTargets(flags);
    const { id, text } = await fleetAndText(args, 'what the agent is to be told is missing');
    return await this.steer(id, flags, async ({ api, params, fleet_id, asked, headers }) => {
      const group = flags['change-group'];
      const named = {
        ...(flags.target === undefined ? {} : { targets: flags.target }),
        ...(group === undefined ? {} : { change_group: await hashOfGroup(fleet_id, group) }),
      };
      return await api.client.steerTargets({ params, body: { ...asked, ...named, text }, headers });
    });
  }
}
