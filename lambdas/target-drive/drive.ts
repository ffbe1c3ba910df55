/**
 * One visit of a child to its target. It parks its token first and reads the ledger second; the actor writes the ledger first and
 * reads tokens second. So in any order at least one of the two sees what the other wrote. The result of creating a task is stored
 * with the target before the fleet is mailed.
 */
import * as z from 'zod';
import { isTerminalTarget, holdsSlot } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { AttemptCreated } from '../../contracts/fleet-records.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import type { DriveInput } from '../../contracts/messages.ts';
import type { FleetStores, Mailbox, Surroundings, TaskAnswer, TaskCore, TaskTokens } from '../../adapters/ports.ts';
import { givenTitle } from '../fleet-title.ts';
import { taskBody } from './task-body.ts';

export interface DrivePorts {
  readonly stores: Pick<FleetStores, 'ledgers' | 'targets' | 'turns' | 'specs'>;
  readonly core: TaskCore;
  readonly mailbox: Mailbox;
  readonly tokens: TaskTokens;
  readonly surroundings: Surroundings;
  /** Where the API is, without a slash at its end. */
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
async function park({ stores, tokens, surroundings }: DrivePorts, input: DriveInput): Promise<boolean> {
  const { run, entered, retry, token } = input;
  const turn = { run, entered, retry, token, parkedAt: surroundings.now() };
  const { refused, displaced } = await stores.turns.parkUnlessNewer(input.fleet_id, input.ordinal, turn);
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
  const answer = await ports.core.createTask(
    taskBody(spec, target),
    {
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
    },
    ports.surroundings.newId(),
  );
  const created = readAnswer(answer);
  if (created) await ports.stores.targets.recordCreated(fleetId, ordinal, attempt, created);
}

/** A link to the fleet for pull requests; none for an embedded runtime, whose API only this machine can reach. */
function linkOf(apiUrl: string, fleetId: string): { fleet_url?: string } {
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(apiUrl).hostname);
  return isHere ? {} : { fleet_url: `${apiUrl}/v1/fleets/${fleetId}` };
}

const success = z.object({ data: z.object({ task_id: z.string() }) });
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** The result to store; undefined for a closed key, since the actor learns of that itself. */
function readAnswer({ statusCode, body }: TaskAnswer): AttemptCreated | undefined {
  const json: unknown = JSON.parse(body);
  if (statusCode === 200 || statusCode === 201) return { task_id: success.parse(json).data.task_id };
  if (statusCode === 429 || statusCode >= 500) throw new CreateUnavailable(`The create-task core answered ${statusCode}`);
  const { code, message } = refusal.parse(json).error;
  return statusCode === 409 && code === 'KEY_CLOSED' ? undefined : { rejection: { status: statusCode, code, message } };
}
