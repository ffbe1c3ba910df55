/** `bgagent fleet edit`: changes settings of a fleet that has not ended. */
import { editBody } from '../../steering/edit-body.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';
import { editFlags } from '../../submit/setting-flags.ts';

export default class FleetEdit extends SteeringCommand {
  static override summary = 'Change settings of a fleet that has not ended; the other settings stay.';
  static override description =
    'A higher --max-concurrency starts more targets at once. With a lower one, running targets finish and are not replaced. A fleet that waits for a person keeps waiting, also after its budget was raised; see "fleet continue".';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --max-concurrency 8',
    '<%= config.bin %> <%= command.id %> 01KAE5 --failure-threshold 30% --reason "flaky tests"',
    '<%= config.bin %> <%= command.id %> --failure-threshold none --launches-per-minute none',
    '<%= config.bin %> <%= command.id %> --budget 100 --budget-per-target 2.50',
  ];
  static override args = steeringArgs;
  static override flags = { ...editFlags, ...steeringFlags };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetEdit);
    return await this.steer(args.id, flags, async ({ api, params, asked }) =>
      api.client.editFleet({ params, body: { ...(await editBody(api, params, flags)), ...asked } }),
    );
  }
}
