import { Flags } from '@oclif/core';
import { ulid } from 'ulid';
import { findFleetId } from '../../api/find-id.ts';
import { dataOf, openApi } from '../../api/open-api.ts';
import { BaseCommand } from '../../base-command.ts';
import { usageError } from '../../cli-error.ts';
import { confirm, isInteractive } from '../../confirm.ts';
import { fleetArg } from '../../flags.ts';
import { statusText } from '../../watch/status-text.ts';

export default class FleetCancel extends BaseCommand {
  static override summary = 'Cancel a fleet: what has not started never does, what runs is cancelled.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --reason "wrong branch"',
    '<%= config.bin %> <%= command.id %> 01KAE5 --yes',
  ];
  static override args = { id: fleetArg };
  static override flags = {
    reason: Flags.string({ description: 'Why; kept in the decision log.' }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask.' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(FleetCancel);
    const api = await openApi(flags);
    const fleet_id = await findFleetId(api, args.id);
    if (!flags.yes) await askFirst(fleet_id);
    const body = flags.reason === undefined ? {} : { reason: flags.reason };
    const answer = await dataOf(api.client.cancelFleet({ params: { fleet_id }, body, headers: { 'idempotency-key': ulid() } }));
    return await this.show(answer, flags, async (view) =>
      'command_id' in answer
        ? `The fleet has not decided on the cancellation yet (command ${answer.command_id}).\nNext: bgagent fleet status ${fleet_id}`
        : await statusText(api, answer, view),
    );
  }
}

async function askFirst(fleetId: string): Promise<void> {
  if (!isInteractive()) throw usageError('cancelling asks first and nobody is there to answer: give --yes.');
  await confirm(`Cancel fleet ${fleetId}? What runs is stopped.`);
}
