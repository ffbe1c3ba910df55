/** Stores a command, mails the fleet and waits for the verdict. Only the actor of the fleet decides about a command. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { errorStatus, type ErrorCode, type Problem } from '../../../../contracts/http/errors.ts';
import type { CommandRecord } from '../../../../contracts/fleet-records.ts';
import { data, otherBody, refuse, replayHeader, type Answer, type Refusal } from '../../answer.ts';
import type { ApiPorts, Caller } from '../../api-ports.ts';
import { bodyHash } from '../../body-hash.ts';
import { fleetPath, readFleetView } from '../read/fleet-view.ts';
import { visibleFleet } from '../read/visible-fleet.ts';

/** The part that the requests of all commands share. */
export interface CommandRequest {
  readonly params: { readonly fleet_id: string };
  readonly body: {
    readonly reason?: string | null | undefined;
    readonly expect_revision?: number | null | undefined;
    /** Paths of the targets that it names. */
    readonly targets?: readonly string[] | null | undefined;
    /** Path of the one target that it names. */
    readonly target?: string | undefined;
    /** The hash of a change, or its beginning: it names those that have it. */
    readonly change_group?: string | null | undefined;
  };
  readonly caller: Caller;
  readonly idempotencyKey: string | undefined;
  readonly method: string;
  readonly path: string;
}

type WishField =
  | 'skip_remaining'
  | 'seen_failed'
  | 'seen_gate'
  | 'pass_over'
  | 'only'
  | 'targets'
  | 'reset_blocked'
  | 'from_step'
  | 'words'
  | 'text'
  | 'changes';

/** The command itself, without its caller and reason. */
export type Wish = Pick<CommandRecord, 'kind'> & Partial<Pick<CommandRecord, WishField>>;

/** @param wishOf makes the command from the ledger as it was read, or refuses; then nothing is stored */
export async function sendCommand(
  ports: ApiPorts,
  request: CommandRequest,
  wishOf: (ledger: Ledger) => Wish | Refusal | Promise<Wish | Refusal>,
): Promise<Answer> {
  const fleet = await visibleFleet(ports, request.params.fleet_id, request.caller);
  if (!fleet.ok) return fleet.answer;
  const wish = await wishOf(fleet.value);
  if (wish.kind === 'error') return (await replayOf(ports, request)) ?? wish;
  const claim = await claimCommandId(ports, request);
  if (claim === undefined) return otherBody;
  const record = { ...recordOf(ports, request, fleet.value, claim), ...wish };
  const isNew = await ports.stores.commands.putCommandIfAbsent(record);
  return mailAndAnswer(ports, request, record, isNew);
}

/** Mails for a stored command too: the mail of the earlier request may have been lost. */
async function mailAndAnswer(ports: ApiPorts, { body }: CommandRequest, record: CommandRecord, isNew: boolean): Promise<Answer> {
  await ports.mailbox.mail({ kind: 'look', fleet_id: record.fleet_id });
  return answerFor(ports, record, { named: placesIn(body), replayed: isNew ? {} : replayHeader });
}

/**
 * The answer to a request that is refused now, and whose key is taken: a refusal if the request differs, else what became of its command. A
 * decision about targets that wait may have ended their wait. Undefined: no command is stored for the key.
 */
async function replayOf(ports: ApiPorts, request: CommandRequest): Promise<Answer | undefined> {
  if (request.idempotencyKey === undefined) return undefined;
  const held = await ports.stores.keys.getKey(request.caller.sub, request.idempotencyKey);
  if (held === undefined) return undefined;
  if (held.bodyHash !== bodyHash(request)) return otherBody;
  const stored = await ports.stores.commands.getCommand(request.params.fleet_id, held.resourceId);
  return stored && mailAndAnswer(ports, request, stored, false);
}

/** The id of the command that the caller's key belongs to; undefined if the key was used for another request. */
async function claimCommandId(ports: ApiPorts, request: CommandRequest): Promise<string | undefined> {
  const commandId = ports.clockAndIds.newId();
  if (request.idempotencyKey === undefined) return commandId;
  const hash = bodyHash(request);
  const held = await ports.stores.keys.putKeyIfAbsent({
    owner: request.caller.sub,
    key: request.idempotencyKey,
    resourceId: commandId,
    bodyHash: hash,
    leaseUntil: ports.clockAndIds.now(),
  });
  if (held === undefined) return commandId;
  return held.bodyHash === hash ? held.resourceId : undefined;
}

const recordOf = (
  ports: ApiPorts,
  { body, caller }: CommandRequest,
  ledger: Ledger,
  commandId: string,
): Omit<CommandRecord, 'kind'> => ({
  command_id: commandId,
  fleet_id: ledger.fleetId,
  actor: caller.sub,
  reason: body.reason ?? null,
  at: ports.clockAndIds.now(),
  generation: ledger.generation,
  expect_revision: body.expect_revision ?? null,
  verdict: null,
});

const pollEveryMs = 100;

/** The JSON Pointer by the path of a target. */
type Places = (path: string) => string;

function placesIn({ target, targets, change_group: group }: CommandRequest['body']): Places {
  const named = new Map((targets ?? []).map((path, at) => [path, `/targets/${at}`]));
  return (path) => named.get(path) ?? (path === target ? '/target' : group == null ? '' : '/change_group');
}

interface Asked {
  readonly named: Places;
  readonly replayed: Readonly<Record<string, string>>;
}

async function answerFor(
  ports: ApiPorts,
  { fleet_id, command_id, kind }: CommandRecord,
  { named, replayed }: Asked,
): Promise<Answer> {
  const headers = { ...replayed, location: `${fleetPath(fleet_id)}/commands/${command_id}` };
  const polls = Math.ceil((ports.settings.durations.command_wait_s * 1_000) / pollEveryMs);
  for (let poll = 0; poll <= polls; poll += 1) {
    const verdict = (await ports.stores.commands.getCommand(fleet_id, command_id))?.verdict;
    if (verdict?.result === 'refused') {
      return { ...refusal(verdict, await unfitTargets(ports, { fleet_id, named, verdict })), headers };
    }
    if (verdict) return data(kind === 'edit' ? 200 : 202, await fleetNow(ports, fleet_id), headers);
    if (poll < polls) await ports.sleep(pollEveryMs);
  }
  return data(202, { command_id, fleet_id }, headers);
}

const fleetNow = async (ports: ApiPorts, fleetId: string) => readFleetView(ports, await ledgerOf(ports, fleetId));

async function ledgerOf(ports: ApiPorts, fleetId: string): Promise<Ledger> {
  const ledger = await ports.stores.ledgers.getLedger(fleetId);
  if (!ledger) throw new Error(`Fleet ${fleetId} vanished`);
  return ledger;
}

type Verdict = NonNullable<CommandRecord['verdict']>;

const refusal = ({ code, message }: Verdict, details: readonly Problem[]): Refusal =>
  refuse(
    codeOf(code),
    message ?? 'The fleet refused the command. Look at it and ask again.',
    details.length === 0 ? {} : { details },
  );

interface Refused {
  readonly fleet_id: string;
  readonly named: Places;
  readonly verdict: Verdict;
}

/** The targets that the command was refused for, with the statuses that they have now. */
async function unfitTargets(ports: ApiPorts, { fleet_id, named, verdict }: Refused): Promise<Problem[]> {
  const { refused = [] } = verdict;
  if (refused.length === 0) return [];
  const records = await ports.stores.targets.getTargets(fleet_id, refused);
  const { statuses } = await ledgerOf(ports, fleet_id);
  return records.map(({ path, ordinal }) => ({
    path: named(path),
    code: 'INVALID_STATE',
    message: `${path} is ${statuses[ordinal] ?? 'gone'}.`,
  }));
}

const isErrorCode = (code: string | null): code is ErrorCode => code !== null && code in errorStatus;
const codeOf = (code: string | null): ErrorCode => (isErrorCode(code) ? code : 'INVALID_STATE');
