/**
 * Accepts a fleet exactly once per key. It writes the key, the claims of an exclusive fleet, the spec, the targets, its place among
 * the fleets of its teams and, if there is none, the ledger. The fleet exists from the moment at which its ledger does; after a crash before it, the next request with the same key goes
 * on. A request that fails gives the lease of its key back, so that the next one need not wait for the end of it.
 */
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { AcceptedFleet } from '../../../../contracts/http/submit-operations.ts';
import { patience } from '../../../../adapters/patience.ts';
import type { KeyRecord } from '../../../../adapters/claim-stores.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { data, otherBody, refuse, replayHeader, type Answer } from '../../answer.ts';
import type { ApiPorts, Caller } from '../../api-ports.ts';
import { bodyHash } from '../../body-hash.ts';
import type { ApiRequest, Handler } from '../../request.ts';
import { fleetPath, readFleetView } from '../read/fleet-view.ts';
import { claimedRepos, giveBackClaims, takeClaims } from '../../../exclusive-claims.ts';
import { freezeFleet, type FrozenFleet } from './freeze-fleet.ts';
import { prepareFleet, type PreparedFleet } from './prepare-fleet.ts';
import { teamWarnings } from './team-warnings.ts';

type Request = ApiRequest<Operations['submitFleet']>;

export const submitFleet: Handler<Operations['submitFleet']> = async (ports, request) => {
  const wanted = { ...request, record: keyRecord(ports, request) };
  // Before any check, since repositories and settings may have changed: a fleet that was accepted stays accepted.
  const held = await ports.stores.keys.getKey(wanted.record.owner, wanted.record.key);
  const replay = held && (await replayOf(ports, held, wanted));
  if (replay) return replay;
  const prepared = await prepareFleet(ports, request);
  if (!prepared.ok) return { kind: 'error', error: prepared.error };
  const claim = await claimOrTakeOver(ports, wanted);
  return 'answer' in claim ? claim.answer : acceptOrGiveBack(ports, prepared.fleet, claim.key, request.caller);
};

/** A request with the record of its key, as it is to be written. */
type Wanted = Pick<Request, 'caller'> & { readonly record: KeyRecord };

function keyRecord({ clockAndIds, settings }: ApiPorts, request: Request): KeyRecord {
  const fleetId = clockAndIds.newId();
  return {
    owner: request.caller.sub,
    // A request without a key gets one of its own, so that all requests take the same steps.
    key: request.idempotencyKey ?? `auto-${fleetId}`,
    resourceId: fleetId,
    bodyHash: bodyHash(request),
    leaseUntil: clockAndIds.now() + settings.durations.submit_lease_s * 1_000,
  };
}

/**
 * The answer to a key that is taken: a refusal if the body differs, else the fleet as it is now; undefined while there is no
 * fleet.
 */
async function replayOf(ports: ApiPorts, held: KeyRecord, { record, caller }: Wanted): Promise<Answer | undefined> {
  if (held.bodyHash !== record.bodyHash) return otherBody;
  const ledger = await ports.stores.ledgers.getLedger(held.resourceId);
  return ledger && accepted(ports, ledger, { caller, headers: replayHeader });
}

type Claim = { readonly key: KeyRecord } | { readonly answer: Answer };

async function claimOrTakeOver(ports: ApiPorts, wanted: Wanted): Promise<Claim> {
  const { keys } = ports.stores;
  const held = await keys.putKeyIfAbsent(wanted.record);
  if (!held) return { key: wanted.record };
  const answer = await waitForFleet(ports, held, wanted);
  if (answer) return { answer };
  if (held.leaseUntil > ports.clockAndIds.now()) return { answer: beingSubmitted };
  const taken = { ...held, leaseUntil: wanted.record.leaseUntil };
  return (await keys.takeKeyIfLease(taken, held.leaseUntil)) ? { key: taken } : { answer: beingSubmitted };
}

const pollEveryMs = 100;
/** Five seconds: a fleet of 10,000 targets is written in about two. */
const mostPolls = 50;

/** Waits while an earlier request with this key may be writing the fleet. */
async function waitForFleet(ports: ApiPorts, held: KeyRecord, wanted: Wanted): Promise<Answer | undefined> {
  for (let poll = 0; poll < mostPolls; poll += 1) {
    const answer = await replayOf(ports, held, wanted);
    if (answer || held.leaseUntil <= ports.clockAndIds.now()) return answer;
    await ports.sleep(pollEveryMs);
  }
  return undefined;
}

const beingSubmitted = refuse(
  'SERVICE_UNAVAILABLE',
  'This fleet is being submitted by an earlier request. Ask again with the same Idempotency-Key.',
  {
    retryAfterS: 5,
  },
);

/**
 * Milliseconds for which the lease stays after a failure. What this request sent last may still be written, for as long as one
 * request to a table lasts at most; until then no other request may write the fleet.
 */
const settleMs = patience.table.requestTimeout;

/** Writes the fleet for the holder of the key, who gives its lease back if that fails. */
async function acceptOrGiveBack(ports: ApiPorts, fleet: PreparedFleet, key: KeyRecord, caller: Caller): Promise<Answer> {
  const { clockAndIds } = ports;
  const frozen = freezeFleet(fleet, { fleetId: key.resourceId, owner: caller.sub, now: clockAndIds.now() });
  let written: Written;
  try {
    written = await writeFleet(ports, frozen, key);
  } catch (error) {
    await giveBack(ports, key, settleMs);
    throw error;
  }
  if (written === 'lease over') return beingSubmitted;
  if ('conflict' in written) {
    // It has sent nothing that may still be written.
    await giveBack(ports, key, 0);
    return refuse('FLEET_CONFLICT', written.conflict);
  }
  return accepted(ports, written.ledger, { caller, headers: written.isNew ? {} : replayHeader });
}

/** @param afterMs the lease ends so much later */
async function giveBack({ stores, clockAndIds }: ApiPorts, key: KeyRecord, afterMs: number): Promise<void> {
  const leaseUntil = clockAndIds.now() + afterMs;
  if (leaseUntil >= key.leaseUntil) return;
  // If this fails too, the next request waits for the end of the lease. The caller is told of the first failure.
  await stores.keys.takeKeyIfLease({ ...key, leaseUntil }, key.leaseUntil).catch(() => false);
}

type Written = 'lease over' | { readonly conflict: string } | { readonly ledger: Ledger; readonly isNew: boolean };

async function writeFleet(ports: ApiPorts, frozen: FrozenFleet, key: KeyRecord): Promise<Written> {
  const { stores } = ports;
  const { spec, targets, ledger } = frozen;
  const existing = await stores.ledgers.getLedger(ledger.fleetId);
  if (existing) return { ledger: existing, isNew: false };
  const claimed = await claimRepos(ports, frozen);
  if ('conflict' in claimed) return claimed;
  await stores.specs.putSpec(spec);
  if (ledger.graph) await stores.graphs.putGraph(ledger.fleetId, ledger.graph);
  await stores.targets.putTargets(ledger.fleetId, targets);
  // Before the ledger, so that no fleet is missing among those of its team.
  if (ledger.teams) await stores.teams.putTeams(ledger.fleetId, ledger.teams, ledger.createdAt);
  // After the lease another request may be writing the fleet, perhaps with other repositories onboarded: the two must not mix. Claims
  // of a fleet without a ledger may be taken over, too. The next request with the key takes them again.
  if (ports.clockAndIds.now() >= Math.min(key.leaseUntil, claimed.until)) return 'lease over';
  if (await stores.ledgers.putLedgerIfAbsent(ledger)) return { ledger, isNew: true };
  const first = await stores.ledgers.getLedger(ledger.fleetId);
  if (!first) throw new Error(`Fleet ${ledger.fleetId}: the conditional put found a ledger that a consistent read does not`);
  return { ledger: first, isNew: false };
}

/** Takes the claims of an exclusive fleet, all or none. `until`: the ledger must be written before. */
async function claimRepos(
  ports: ApiPorts,
  { targets, ledger }: FrozenFleet,
): Promise<{ readonly conflict: string } | { readonly until: number }> {
  if (!ledger.settings.exclusive) return { until: Infinity };
  const claiming = { ...ports, durations: ports.settings.durations };
  const { conflict, taken, until } = await takeClaims(claiming, ledger, claimedRepos(targets));
  if (conflict === undefined) return { until };
  await giveBackClaims(ports, taken);
  return { conflict };
}

/** Mails the fleet at each request: the mail of an earlier one may have been lost, and one more look does no harm. */
async function accepted(
  ports: ApiPorts,
  ledger: Ledger,
  { caller, headers }: { readonly caller: Caller; readonly headers: Readonly<Record<string, string>> },
): Promise<Answer> {
  const { fleetId } = ledger;
  try {
    await ports.mailbox.mail({ kind: 'look', fleet_id: fleetId });
  } catch (error) {
    // The ledger is due now (`wakeAt`), so the clock mails the fleet at its next tick.
    ports.onMailFailed(fleetId, error);
  }
  const warnings = teamWarnings(ledger.teams ?? [], caller);
  const fleet: AcceptedFleet = { ...(await readFleetView(ports, ledger)), warnings };
  return data(202, fleet, { location: fleetPath(fleetId), ...headers });
}
