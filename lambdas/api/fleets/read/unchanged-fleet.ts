/** Tells a caller that has a fleet as it is now so, by one small read: pages that are left open ask this all day long. */
import { apiVersion } from '../../../../contracts/http/service-operations.ts';
import type { LedgerState } from '../../../../adapters/ports.ts';
import type { Answer } from '../../answer.ts';
import type { ApiPorts, Caller } from '../../api-ports.ts';
import { isKnown, weakEtagOf } from '../../../http/etag.ts';
import { mayUseFleet } from '../../may-use-fleet.ts';

interface Asked {
  readonly caller: Caller;
  readonly ifNoneMatch: string | undefined;
}

/**
 * @param what is asked for of the fleet, with its query
 * @returns undefined: the caller does not have it, or may not see it, and is answered from the whole ledger
 */
export async function unchangedFleet(
  ports: ApiPorts,
  fleetId: string,
  what: readonly unknown[],
  { caller, ifNoneMatch }: Asked,
): Promise<Answer | undefined> {
  if (ifNoneMatch === undefined) return undefined;
  const state = await ports.stores.ledgers.getLedgerState(fleetId);
  if (!state || !mayUseFleet(state, caller)) return undefined;
  const etag = fleetEtag(state, what);
  return isKnown(ifNoneMatch, etag) ? { kind: 'unchanged', etag } : undefined;
}

/** Each write of the ledger makes a new version. The version of the API is part of it, since the next one may show more. */
export const fleetEtag = ({ fleetId, generation, version }: LedgerState, what: readonly unknown[]): string =>
  weakEtagOf([apiVersion, fleetId, generation, version, ...what].join(' '));
