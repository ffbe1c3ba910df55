import type { Operations } from '../../../contracts/operations.ts';
import { data } from '../answer.ts';
import type { Handler } from '../request.ts';
import { readFleetView } from './fleet-view.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getFleet: Handler<Operations['getFleet']> = async (ports, { params, caller }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  return fleet.ok ? data(200, await readFleetView(ports, fleet.value)) : fleet.answer;
};
