/**
 * One visit of a child to its target. It parks its token first and reads the ledger second; the actor writes the ledger first and
 * reads tokens second. So in any order at least one of the two sees what the other wrote. The result of creating a task is stored
 * with the target before the fleet is mailed.
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
  /** Address of the API, without a slash at its end. */
  readonly apiUrl: string;
}

/** The create-task core could not answer. The state machine calls again, with the same key, until the actor ends the attempt. */
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

/** A link to the fleet for pull requests; none for an embedded runtime, whose API only this machine can reach. */
function linkOf(apiUrl: string, fleetId: string): { fleet_url?: string } {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(apiUrl).hostname);
  return isHere ? {} : { fleet_url: `${apiUrl}/v1/fleets/${fleetId}` };
}

/** The result to store; undefined for a closed key, because the actor learns of that itself. */
function factOf(created: TaskCreation): AttemptCreated | undefined {
  if (created.ok) return { task_id: created.value.task.task_id };
  const { code, message } = created.error;
  const status = errorStatus[code];
  if (status === 429 || status >= 500) throw new CreateUnavailable(`The create-task core answered ${code}`);
  return code === 'KEY_CLOSED' ? undefined : { rejection: { status, code, message } };
}
