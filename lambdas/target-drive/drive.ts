/**
 * One visit of a child to its target. The child parks its token, then looks: the actor writes the ledger first and reads tokens
 * second, so in any order at least one of the two sees what the other wrote. A child that was woken has parked before, so it looks
 * at once. Where the target has its slot, the child creates the task (create-attempt.ts) and ends.
 */
import { isTerminalTarget, holdsSlot } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { DriveInput } from '../../contracts/messages.ts';
import type { ClockAndIds, FleetStores, TaskTokens } from '../../adapters/ports.ts';
import { createAttempt, type AttemptPorts } from './create-attempt.ts';

export interface DrivePorts extends AttemptPorts {
  readonly stores: Pick<FleetStores, 'ledgers' | 'targets' | 'tokens' | 'specs' | 'commands'>;
  readonly tokens: TaskTokens;
  readonly clockAndIds: ClockAndIds;
}

export async function drive(ports: DrivePorts, input: DriveInput): Promise<void> {
  let seen = hasParked(input) ? await look(ports, input) : undefined;
  if (seen === undefined || seen.does === 'wait') {
    if (!(await park(ports, input))) return;
    seen = await look(ports, input);
    if (seen.does === 'wait') return;
  }
  if (seen.does === 'create') await createAttempt(ports, seen.ledger, input.ordinal);
  await ports.tokens.answer(input.token, false);
}

/** Where the visit before failed, the child parks again, which tells the actor that it is there while creating fails. */
const hasParked = ({ woken, retry }: DriveInput): boolean => woken && retry === 0;

type Seen = { readonly does: 'wait' | 'end' } | { readonly does: 'create'; readonly ledger: Ledger };

/** What the child has to do. It ends when its target has ended, or when the ledger knows another child, or none. */
async function look({ stores }: DrivePorts, { fleet_id, ordinal, run }: DriveInput): Promise<Seen> {
  const ledger = await stores.ledgers.getLedger(fleet_id);
  const status = ledger?.statuses[ordinal];
  if (!ledger || status === undefined || isTerminalTarget(status) || ledger.children[ordinal] !== run) return { does: 'end' };
  return holdsSlot(status) ? { does: 'create', ledger } : { does: 'wait' };
}

/**
 * @returns false if a newer child of the target has parked already; then this child ends. An older child that it displaces ends
 * too.
 */
async function park({ stores, tokens, clockAndIds }: DrivePorts, input: DriveInput): Promise<boolean> {
  const { run, entered, retry, token } = input;
  const parked = { run, entered, retry, token, parkedAt: clockAndIds.now() };
  const { refused, displaced } = await stores.tokens.parkUnlessNewer(input.fleet_id, input.ordinal, parked);
  if (refused) await tokens.answer(token, false);
  if (displaced) await tokens.answer(displaced.token, false);
  return !refused;
}
