/**
 * One visit of a child to its target. The child parks its token, then looks: the actor writes the ledger first and reads tokens
 * second, so in any order at least one of the two sees what the other wrote. A child that was woken has parked before, so it looks
 * at once. Where the target has its slot, the child creates the task and ends. The refusal of a task is stored with the target
 * before the fleet is mailed.
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
  let seen = hasParked(input) ? await look(ports, input) : undefined;
  if (seen === undefined || seen.does === 'wait') {
    if (!(await park(ports, input))) return;
    seen = await look(ports, input);
    if (seen.does === 'wait') return;
  }
  if (seen.does === 'create') await create(ports, seen.ledger, input.ordinal);
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

/** Of a task that was created nothing is stored here: the key of the attempt knows it, and the fleet learns of it when a worker takes it. */
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
  if (created.ok) return;
  const rejection = rejectionOf(created.error);
  if (rejection) await ports.stores.targets.recordCreated(fleetId, ordinal, attempt, { rejection });
  await ports.mailbox.mail({ kind: 'look', fleet_id: fleetId, ordinals: [ordinal] });
}

type CreateError = Extract<TaskCreation, { readonly ok: false }>['error'];
type Rejection = Extract<AttemptCreated, { readonly rejection: unknown }>['rejection'];

/** A link to the fleet for pull requests; none for an embedded runtime, whose API only this machine can reach. */
function linkOf(apiUrl: string, fleetId: string): { fleet_url?: string } {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(apiUrl).hostname);
  return isHere ? {} : { fleet_url: `${apiUrl}/v1/fleets/${fleetId}` };
}

/** The refusal to store; undefined for a closed key, because the actor learns of that itself. */
function rejectionOf({ code, message }: CreateError): Rejection | undefined {
  const status = errorStatus[code];
  if (status === 429 || status >= 500) throw new CreateUnavailable(`The create-task core answered ${code}`);
  return code === 'KEY_CLOSED' ? undefined : { status, code, message };
}
