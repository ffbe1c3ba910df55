import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { apiVersion, type Operations } from '../../../../contracts/http/operations.ts';
import { isKnown, weakEtagOf } from '../../etag.ts';
import type { Handler } from '../../request.ts';
import { readFleetView } from './fleet-view.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getFleet: Handler<Operations['getFleet']> = async (ports, { params, caller, ifNoneMatch }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const etag = weakEtagOf(stateOf(fleet.value));
  // The frozen spec, the larger part of the answer, is not read for who has it.
  if (isKnown(ifNoneMatch, etag)) return { kind: 'unchanged', etag };
  return { kind: 'data', status: 200, data: await readFleetView(ports, fleet.value), etag };
};

/** Every write of the ledger is a version of its own. Another version of the API may show more of it. */
const stateOf = ({ fleetId, generation, version }: Ledger): string => [apiVersion, fleetId, generation, version].join(' ');
