/** Reads the state of every target from the ledger alone: one read, however many targets there are. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { apiVersion } from '../../../../contracts/http/service-operations.ts';
import { statusLetters, type StatesView } from '../../../../contracts/http/states.ts';
import { isKnown, weakEtagOf } from '../../etag.ts';
import type { Handler } from '../../request.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getStates: Handler<Operations['getStates']> = async (ports, { params, caller, ifNoneMatch }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const { fleetId, generation, version } = fleet.value;
  const etag = weakEtagOf([apiVersion, 'states', fleetId, generation, version].join(' '));
  if (isKnown(ifNoneMatch, etag)) return { kind: 'unchanged', etag };
  return { kind: 'data', status: 200, data: statesOf(fleet.value), etag };
};

const statesOf = ({ generation, version, statuses, attempts, classes, waiting, gates }: Ledger): StatesView => ({
  generation,
  version,
  states: statuses.map((status) => statusLetters[status]).join(''),
  attempts: [...attempts],
  classes: [...classes],
  waiting: [...waiting.keys(), ...gates.keys()].sort((a, b) => a - b),
});
