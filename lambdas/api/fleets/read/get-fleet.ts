/** Reads a fleet. A caller that has its current version is told so before the ledger is read. */
import type { Operations } from '../../../../contracts/http/operations.ts';
import type { Handler } from '../../request.ts';
import { readFleetView } from './fleet-view.ts';
import { fleetEtag, unchangedFleet } from './unchanged-fleet.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getFleet: Handler<Operations['getFleet']> = async (ports, { params, ...request }) => {
  const unchanged = await unchangedFleet(ports, params.fleet_id, [], request);
  if (unchanged) return unchanged;
  const fleet = await visibleFleet(ports, params.fleet_id, request.caller);
  if (!fleet.ok) return fleet.answer;
  return { kind: 'data', status: 200, data: await readFleetView(ports, fleet.value), etag: fleetEtag(fleet.value, []) };
};
