/** `bgagent fleet answer`: answers the question of a target. */
import { Flags } from '@oclif/core';
import { fleetAndText, fleetAndTextArgs } from '../../steering/fleet-and-text.ts';
import { SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetAnswer extends SteeringCommand {
  static override summary = 'Answer the question of a target: its next attempt begins with the answer.';
  static override description =
    'The agent goes on in its session where it can; else it is told the question and the answer. See the questions with "fleet targets --waiting".';
  static override usage = '<%= command.id %> [ID] TEXT --target PATH';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --target payments/ledger "Keep the old endpoint."',
    '<%= config.bin %> <%= command.id %> 01KAE5 --target web - < answer.txt',
  ];
  static override args = fleetAndTextArgs('The answer');
  static override flags = {
    target: Flags.string({ description: 'Path of the target that asked.', required: true, helpValue: 'PATH' }),
    ...steeringFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetAnswer);
    const { id, text } = await fleetAndText(args, 'the answer is missing');
    return await this.steer(id, flags, ({ api, params, asked, headers }) =>
      api.client.answerTarget({ params, body: { ...asked, target: flags.target, text }, headers }),
    );
  }
}
