/** Finds a fleet for its owner, a member of its teams or an operator, and refuses every other caller. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { refuse, type Refusal } from '../../answer.ts';
import type { ApiPorts, Caller } from '../../api-ports.ts';
import { mayUseFleet } from '../../may-use-fleet.ts';

export type Visible<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Refusal };

export async function visibleFleet(ports: ApiPorts, fleetId: string, caller: Caller): Promise<Visible<Ledger>> {
  const ledger = await ports.stores.ledgers.getLedger(fleetId);
  if (!ledger) return { ok: false, answer: refuse('FLEET_NOT_FOUND', `There is no fleet ${fleetId}.`) };
  if (mayUseFleet(ledger, caller)) return { ok: true, value: ledger };
  return { ok: false, answer: refuse('FORBIDDEN', `The fleet ${fleetId} is not yours.`) };
}
