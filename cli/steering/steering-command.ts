/** The base of the commands that change a fleet, such as pause: sends the command, waits for the verdict, and shows the fleet after it. */
import { Flags } from '@oclif/core';
import { ulid } from 'ulid';
import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { CommandView } from '../../contracts/http/command.ts';
import { findFleetId } from '../api/find-id.ts';
import { type Api, openApi } from '../api/open-api.ts';
import { BaseCommand } from '../base-command.ts';
import { fleetArg } from '../flags.ts';
import { verdictLines } from '../render/fleet/verdict-lines.ts';
import { statusText } from '../watch/read-picture.ts';
import { steerFleet } from './steer-fleet.ts';

/** Flags of every command that changes a fleet. */
export const steeringFlags = {
  reason: Flags.string({ description: 'Reason, for the decision log.' }),
  'expect-revision': Flags.integer({
    description: 'Refuse if the fleet has another revision than this one (see "fleet status --json").',
    min: 0,
    helpValue: 'N',
  }),
};
export const steeringArgs = { id: fleetArg };

interface SteeringFlags {
  readonly json: boolean;
  readonly debug: boolean;
  readonly reason?: string | undefined;
  readonly 'expect-revision'?: number | undefined;
}

/** Everything that a command needs to send its request. */
export interface Errand {
  readonly api: Api;
  readonly fleet_id: string;
  readonly params: { readonly fleet_id: string };
  /** The part of the body that all commands share. */
  readonly asked: { readonly reason?: string; readonly expect_revision?: number };
  /** One idempotency key per call of the command, so that a repeated request is carried out once. */
  readonly headers: Readonly<Record<string, string>>;
}

export abstract class SteeringCommand extends BaseCommand {
  protected async steer(
    id: string,
    flags: SteeringFlags,
    send: (errand: Errand) => Promise<ClientAnswer<FleetView | Pick<CommandView, 'command_id' | 'fleet_id'>>>,
  ): Promise<unknown> {
    const api = await openApi(flags);
    const fleet_id = await findFleetId(api, id);
    const headers = { 'idempotency-key': ulid() };
    const errand = { api, fleet_id, params: { fleet_id }, asked: askedOf(flags), headers };
    const { fleet, verdict } = await steerFleet(api, send(errand), (sentence) => {
      this.tell(sentence);
    });
    const kind = this.ctor.id.split(':').at(-1) ?? '';
    return await this.show(fleet, flags, async (view) =>
      [...verdictLines(kind, fleet, verdict), await statusText(api, fleet, view)].join('\n'),
    );
  }
}

const askedOf = ({ reason, 'expect-revision': revision }: SteeringFlags): Errand['asked'] => ({
  ...(reason === undefined ? {} : { reason }),
  ...(revision === undefined ? {} : { expect_revision: revision }),
});
