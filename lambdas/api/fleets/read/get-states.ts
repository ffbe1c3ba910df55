/** Reads the state of every target from the ledger alone: one read, however many targets there are. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { statusLetters, type StatesView } from '../../../../contracts/http/states.ts';
import type { Handler } from '../../request.ts';
import { fleetEtag, unchangedFleet } from './unchanged-fleet.ts';
import { visibleFleet } from './visible-fleet.ts';

const what = ['states'];

export const getStates: Handler<Operations['getStates']> = async (ports, { params, ...request }) => {
  const unchanged = await unchangedFleet(ports, params.fleet_id, what, request);
  if (unchanged) return unchanged;
  const fleet = await visibleFleet(ports, params.fleet_id, request.caller);
  if (!fleet.ok) return fleet.answer;
  return { kind: 'data', status: 200, data: statesOf(fleet.value), etag: fleetEtag(fleet.value, what) };
};

const statesOf = ({ generation, version, statuses, attempts, classes, waiting, gates }: Ledger): StatesView => ({
  generation,
  version,
  states: statuses.map((status) => statusLetters[status]).join(''),
  attempts: [...attempts],
  classes: [...classes],
  waiting: [...waiting.keys(), ...gates.keys()].sort((a, b) => a - b),
});
