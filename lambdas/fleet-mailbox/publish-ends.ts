/** Publishes the ends of a target. The end is kept as it was published first, so that publishing it again sends the same text. */
import { pausingCause } from '../../core/failure.ts';
import { at } from '../../core/ledger/ordinals.ts';
import { isTerminalTarget } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { fleetTargetFinished } from '../../contracts/events.ts';
import { attemptOutcome, type AttemptOutcome, type TargetRecord } from '../../contracts/fleet-records.ts';
import type { ActorPorts } from './actor-ports.ts';

/** Publishes each end from attempt `from` on. There are several if publishing failed while a person had the target tried again. */
export async function publishEnds(ports: ActorPorts, ledger: Ledger, of: { ordinal: number; from: number }): Promise<void> {
  const [target] = await ports.stores.targets.getTargets(ledger.fleetId, [of.ordinal]);
  if (!target) throw new Error(`Fleet ${ledger.fleetId} has no item for target ${of.ordinal}`);
  for (let attempt = of.from; attempt <= at(ledger.attempts, of.ordinal); attempt += 1) {
    const outcome = target.outcomes[String(attempt)];
    if (outcome && (attempt === of.from || wasEnd(ledger, target, attempt))) {
      const published = await ports.stores.targets.keepPublished(ledger.fleetId, of.ordinal, attempt, told(outcome));
      await ports.bus.publishFleetEvent(fleetTargetFinished, detailOf(ledger, target, { attempt, outcome: published }));
    }
  }
}

/**
 * Without the result of an attempt that did not succeed, and without repositories that share a sandbox: the item of a target could not hold
 * them twice for each of 35 attempts.
 */
const told = (outcome: AttemptOutcome): AttemptOutcome =>
  published.parse({ ...outcome, result: outcome.status === 'SUCCEEDED' ? (outcome.result ?? null) : null });
const published = attemptOutcome.omit({ repositories: true });

/**
 * Whether this attempt ended its target: it is the last one and the target is terminal, or the next attempt is a person's retry.
 * An automatic retry, a heal, a step or an answer means that the target had not ended. So does a success, for a target that succeeded is
 * never retried, and a failure that was not held against it: its next attempt has the same cause, which may be a retry too.
 */
function wasEnd(ledger: Ledger, { ordinal, outcomes }: TargetRecord, attempt: number): boolean {
  const last = at(ledger.attempts, ordinal);
  if (attempt === last) return isTerminalTarget(at(ledger.statuses, ordinal));
  const next = attempt + 1 === last ? at(ledger.triggers, ordinal) : outcomes[String(attempt + 1)]?.trigger;
  const outcome = outcomes[String(attempt)];
  if (next !== 'retry' || outcome?.status === 'SUCCEEDED') return false;
  return !(outcome?.trigger === 'retry' && isNotHeldAgainst(outcome));
}

const isNotHeldAgainst = ({ failure }: AttemptOutcome): boolean => pausingCause(failure) !== undefined;

function detailOf(
  { fleetId, owner }: Ledger,
  target: TargetRecord,
  { attempt, outcome }: { attempt: number; outcome: AttemptOutcome },
) {
  const { ordinal, path, repo, group } = target;
  const self = `/v1/fleets/${fleetId}`;
  return {
    version: '1',
    event_id: `${fleetId}-target-${ordinal}-${attempt}`,
    fleet_id: fleetId,
    owner,
    status: outcome.status,
    target: { path, repo, group, ordinal, attempt, ...outcome },
    links: { self, target: `${self}/targets/${path}` },
  };
}
