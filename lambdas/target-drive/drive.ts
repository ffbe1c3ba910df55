/**
 * One visit of a child to its target: park the token, then look. Because the actor writes the ledger before it reads tokens,
 * one of the two always sees the other. What is learned of a create is in the target's item before the fleet is told.
 */
import { isTerminalTarget, holdsSlot } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { AttemptCreated } from '../../contracts/fleet-records.ts';
import { errorStatus } from '../../contracts/http/errors.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import type { DriveInput } from '../../contracts/messages.ts';
import type { FleetStores, Mailbox, ClockAndIds, TaskCreation, TaskCore, TaskTokens } from '../../adapters/ports.ts';
import { givenTitle } from '../fleet-title.ts';
import { taskBody } from './task-body.ts';

export interface DrivePorts {
  readonly stores: Pick<FleetStores, 'ledgers' | 'targets' | 'tokens' | 'specs'>;
  readonly core: TaskCore;
  readonly mailbox: Mailbox;
  readonly tokens: TaskTokens;
  readonly clockAndIds: ClockAndIds;
  /** Where the API is, without a slash at its end. */
  readonly apiUrl: string;
}

/** The core could not say; the state machine asks again, with the same key, for as long as the actor lets it. */
export class CreateUnavailable extends Error {
  override readonly name = 'CreateUnavailable';
}

export async function drive(ports: DrivePorts, input: DriveInput): Promise<void> {
  if (!(await park(ports, input))) return;
  const ledger = await ports.stores.ledgers.getLedger(input.fleet_id);
  const status = ledger?.statuses[input.ordinal];
  if (!ledger || status === undefined || isTerminalTarget(status)) {
    await ports.tokens.answer(input.token, false);
  } else if (holdsSlot(status)) {
    await create(ports, ledger, input.ordinal);
    await ports.mailbox.mail({ kind: 'look', fleet_id: ledger.fleetId, ordinals: [input.ordinal] });
  }
}

/** False when a newer child of the target is there already. The child that is displaced is let go. */
async function park({ stores, tokens, clockAndIds }: DrivePorts, input: DriveInput): Promise<boolean> {
  const { run, entered, retry, token } = input;
  const parked = { run, entered, retry, token, parkedAt: clockAndIds.now() };
  const { refused, displaced } = await stores.tokens.parkUnlessNewer(input.fleet_id, input.ordinal, parked);
  if (refused) await tokens.answer(token, false);
  if (displaced) await tokens.answer(displaced.token, false);
  return !refused;
}

async function create(ports: DrivePorts, ledger: Ledger, ordinal: number): Promise<void> {
  const { fleetId, owner } = ledger;
  const attempt = ledger.attempts[ordinal] ?? 1;
  const [[target], spec] = await Promise.all([
    ports.stores.targets.getTargets(fleetId, [ordinal]),
    ports.stores.specs.getSpec(fleetId),
  ]);
  if (!target || !spec) throw new Error(`Fleet ${fleetId} has no item for target ${ordinal}`);
  const created = await ports.core.createTask(taskBody(spec, target), {
    userId: owner,
    channelSource: 'fleet',
    channelMetadata: {
      fleet_id: fleetId,
      target: target.path,
      attempt,
      ...givenTitle(ledger.settings.title, spec),
      ...linkOf(ports.apiUrl, fleetId),
    },
    idempotencyKey: fleetTaskKey(fleetId, ordinal, attempt),
  });
  const fact = factOf(created);
  if (fact) await ports.stores.targets.recordCreated(fleetId, ordinal, attempt, fact);
}

/** A link that others can follow: the API of a runtime on one machine is nobody else's. */
function linkOf(apiUrl: string, fleetId: string): { fleet_url?: string } {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(apiUrl).hostname);
  return isHere ? {} : { fleet_url: `${apiUrl}/v1/fleets/${fleetId}` };
}

/** What is to be recorded; undefined for a closed key, whose fact the actor reads itself. */
function factOf(created: TaskCreation): AttemptCreated | undefined {
  if (created.ok) return { task_id: created.value.task.task_id };
  const { code, message } = created.error;
  const status = errorStatus[code];
  if (status === 429 || status >= 500) throw new CreateUnavailable(`The create-task core answered ${code}`);
  return code === 'KEY_CLOSED' ? undefined : { rejection: { status, code, message } };
}
