/** A command: written down, mailed, and its verdict waited for. The fleet's actor decides; nobody else does. */
import type { Ledger } from '../../../core/ledger.ts';
import { errorStatus, type ErrorCode } from '../../../contracts/errors.ts';
import type { CommandRecord } from '../../../contracts/fleet-records.ts';
import type { Operations } from '../../../contracts/operations.ts';
import { data, refuse, replayHeader, type Answer } from '../answer.ts';
import type { ApiPorts } from '../api-ports.ts';
import { bodyHash } from '../body-hash.ts';
import { otherBody } from '../idempotency.ts';
import type { ApiRequest, Handler } from '../request.ts';
import { actionsIn, readFleetView } from './fleet-view.ts';
import { visibleFleet } from './visible-fleet.ts';

type Request = ApiRequest<Operations['cancelFleet']>;

export const cancelFleet: Handler<Operations['cancelFleet']> = async (ports, request) => {
  const fleet = await visibleFleet(ports, request.params.fleet_id, request.caller);
  if (!fleet.ok) return fleet.answer;
  const claim = await claimCommandId(ports, request);
  if (claim === undefined) return otherBody;
  const isNew = await ports.stores.commands.putCommandIfAbsent(commandOf(ports, request, fleet.value, claim));
  // Also for a command that is there already: its mail may have been lost.
  await ports.mailbox.mail({ kind: 'look', fleet_id: fleet.value.fleetId });
  const answer = await answerFor(ports, fleet.value.fleetId, claim);
  return isNew || answer.kind === 'page' || answer.kind === 'text' || answer.kind === 'document'
    ? answer
    : { ...answer, headers: { ...answer.headers, ...replayHeader } };
};

/** The id that the caller's key stands for; undefined where the key was used for something else. */
async function claimCommandId(ports: ApiPorts, request: Request): Promise<string | undefined> {
  const commandId = ports.surroundings.newId();
  if (request.idempotencyKey === undefined) return commandId;
  const hash = bodyHash(request);
  const held = await ports.stores.keys.claimKeyIfAbsent({
    owner: request.caller.sub,
    key: request.idempotencyKey,
    resourceId: commandId,
    bodyHash: hash,
    leaseUntil: ports.surroundings.now(),
  });
  if (held === undefined) return commandId;
  return held.bodyHash === hash ? held.resourceId : undefined;
}

const commandOf = (ports: ApiPorts, { body, caller }: Request, ledger: Ledger, commandId: string): CommandRecord => ({
  command_id: commandId,
  fleet_id: ledger.fleetId,
  kind: 'cancel',
  actor: caller.sub,
  reason: body.reason ?? null,
  at: ports.surroundings.now(),
  generation: ledger.generation,
  expect_revision: body.expect_revision ?? null,
  verdict: null,
});

const pollEveryMs = 100;

async function answerFor(ports: ApiPorts, fleetId: string, commandId: string): Promise<Answer> {
  const polls = Math.ceil((ports.settings.durations.command_wait * 1_000) / pollEveryMs);
  for (let poll = 0; poll <= polls; poll += 1) {
    const verdict = (await ports.stores.commands.getCommand(fleetId, commandId))?.verdict;
    if (verdict) return decided(ports, fleetId, verdict);
    if (poll < polls) await ports.sleep(pollEveryMs);
  }
  return data(202, { command_id: commandId, fleet_id: fleetId });
}

async function decided(ports: ApiPorts, fleetId: string, verdict: NonNullable<CommandRecord['verdict']>): Promise<Answer> {
  const ledger = await ports.stores.ledgers.getLedger(fleetId);
  if (!ledger) throw new Error(`Fleet ${fleetId} vanished`);
  if (verdict.result !== 'refused') return data(202, await readFleetView(ports, ledger));
  const message = verdict.message ?? `The fleet is ${ledger.status}.`;
  return refuse(codeOf(verdict.code), `${message} Possible now: ${actionsIn(ledger.status).join(', ') || 'nothing'}.`);
}

const isErrorCode = (code: string | null): code is ErrorCode => code !== null && code in errorStatus;
const codeOf = (code: string | null): ErrorCode => (isErrorCode(code) ? code : 'INVALID_STATE');
