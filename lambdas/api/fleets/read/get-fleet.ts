/** Reads a fleet. A caller that has its current version is told so from the ledger alone. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { apiVersion } from '../../../../contracts/http/service-operations.ts';
import { isKnown, weakEtagOf } from '../../etag.ts';
import type { Handler } from '../../request.ts';
import { readFleetView } from './fleet-view.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getFleet: Handler<Operations['getFleet']> = async (ports, { params, caller, ifNoneMatch }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const etag = weakEtagOf(stateOf(fleet.value));
  // Decided before the spec, the larger part of the answer, is read.
  if (isKnown(ifNoneMatch, etag)) return { kind: 'unchanged', etag };
  return { kind: 'data', status: 200, data: await readFleetView(ports, fleet.value), etag };
};

/** Each write of the ledger makes a new version. The version of the API is part of it, since the next one may show more. */
const stateOf = ({ fleetId, generation, version }: Ledger): string => [apiVersion, fleetId, generation, version].join(' ');
