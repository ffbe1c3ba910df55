/** `bgagent fleet retry`: gives targets a new attempt. */
import { Flags } from '@oclif/core';
import { retryChoices } from '../../../core/command.ts';
import { targetFlag } from '../../flags.ts';
import { groupFlags, groupsOfFlags } from '../../steering/group-flags.ts';
import { steeringArgs, SteeringCommand, steeringFlags } from '../../steering/steering-command.ts';
import { wordFlags, wordsOfFlags } from '../../steering/word-flags.ts';

export default class FleetRetry extends SteeringCommand {
  static override summary = 'Try failed targets again, also after the fleet has ended.';
  static override description = `Each target gets a new attempt with the work as it was submitted, on the branch of its earlier attempts. Earlier attempts keep their cost, output and error.
Without flags, all failed and lost targets are tried again. With --target alone, the named targets are tried again, also cancelled and skipped ones. With --failure-group, those that failed for one reason are (see "fleet failures"); with --target too, those of them. Targets that were blocked because of them wait again.
A target of a fleet with steps goes on at the step that failed; --from-step names another one, earlier or later, also for a target that waits at a gate. What is said with --hint and --task holds for that step and its heals.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --only skipped',
    '<%= config.bin %> <%= command.id %> 01KAE5 --target payments/ledger --reason "the registry is back"',
    '<%= config.bin %> <%= command.id %> --target web --hint "The tests need Redis: start it with make redis."',
    '<%= config.bin %> <%= command.id %> --failure-group 1 --hint "Run go mod tidy before the build."',
    '<%= config.bin %> <%= command.id %> --target web --from-step design --task-file task.txt --budget 10',
  ];
  static override args = steeringArgs;
  static override flags = {
    only: Flags.option({
      options: retryChoices,
      description: 'Only targets that ended like this.',
      helpValue: retryChoices.join('|'),
    })(),
    target: targetFlag(),
    ...groupFlags,
    'from-step': Flags.string({ description: 'Name of the step to go on with.', helpValue: 'NAME' }),
    ...wordFlags,
    'reset-blocked': Flags.boolean({
      description: 'Targets that were blocked wait again, where nothing blocks them any more.',
      default: true,
      allowNo: true,
    }),
    ...steeringFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetRetry);
    const choice = {
      ...(flags.only === undefined ? {} : { only: flags.only }),
      ...(flags.target === undefined ? {} : { targets: flags.target }),
      ...(flags['from-step'] === undefined ? {} : { from_step: flags['from-step'] }),
      ...(await wordsOfFlags(flags)),
      ...(flags['reset-blocked'] ? {} : { reset_blocked: false }),
    };
    return await this.steer(args.id, flags, async ({ api, params, fleet_id, asked, headers }) => {
      const groups = await groupsOfFlags(fleet_id, flags);
      return await api.client.retryFleet({ params, body: { ...asked, ...choice, ...groups }, headers });
    });
  }
}
