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
import { statusText } from '../watch/status-text.ts';
import { steerFleet } from './steer-fleet.ts';

/** Of every command that steers. */
export const steeringFlags = {
  reason: Flags.string({ description: 'Why; kept in the decision log.' }),
  'expect-revision': Flags.integer({
    description: 'Only if the fleet still has this revision (see "fleet status --json").',
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

/** What a command sends: everything but the words that all of them share. */
export interface Errand {
  readonly api: Api;
  readonly fleet_id: string;
  readonly params: { readonly fleet_id: string };
  readonly asked: { readonly reason?: string; readonly expect_revision?: number };
  /** One key for one call of the command: however often it is sent, it is done once. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A command that is asked of a fleet: sends it, waits for the verdict, tells it, and shows the fleet as it is after it. */
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
