import { Flags } from '@oclif/core';
import { retryChoices } from '../../../core/command.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';

export default class FleetRetry extends SteeringCommand {
  static override summary = 'Try again what failed: in place, or as the next generation of a fleet that ended.';
  static override description =
    'Each target gets a new attempt from what was frozen at submit; earlier attempts stay as they are, with their cost, log and error. Without --only: what failed or was lost, or whatever became of the named targets.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --only skipped',
    '<%= config.bin %> <%= command.id %> 01KAE5 --target payments/ledger --reason "the registry is back"',
  ];
  static override args = steeringArgs;
  static override flags = {
    only: Flags.option({ options: retryChoices, description: 'Only these.', helpValue: retryChoices.join('|') })(),
    target: Flags.string({
      description: 'Path of a target; many.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'PATH',
    }),
    ...steeringFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetRetry);
    const choice = {
      ...(flags.only === undefined ? {} : { only: flags.only }),
      ...(flags.target === undefined ? {} : { targets: flags.target }),
    };
    return await this.steer(args.id, flags, ({ api, params, asked, headers }) =>
      api.client.retryFleet({ params, body: { ...asked, ...choice }, headers }),
    );
  }
}
