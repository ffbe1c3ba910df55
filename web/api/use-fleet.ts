/** One fleet, and what belongs to it. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { StatesView } from '../../contracts/http/states.ts';
import { client, unwrap } from './browser-client.ts';
import { fleetInterval } from './intervals.ts';
import { queryKeys } from './query-keys.ts';
import { useRead, type Read } from './use-read.ts';
import { useFocus } from './use-focus.ts';

export function useFleet(fleetId: string): Read<FleetView> {
  const focused = useFocus();
  return useRead({
    key: queryKeys.fleet(fleetId),
    read: async (signal) => unwrap(await client.getFleet({ params: { fleet_id: fleetId }, signal })),
    every: (fleet) => fleetInterval(fleet?.status, focused),
  });
}

/** The status of every target. It is read when the version of the fleet changes, and not otherwise. */
export function useStates({
  fleet_id,
  generation,
  version,
}: Pick<FleetView, 'fleet_id' | 'generation' | 'version'>): Read<StatesView> {
  return useRead({
    key: queryKeys.ofFleet(fleet_id, 'states', { generation, version }),
    read: async (signal) => unwrap(await client.getStates({ params: { fleet_id }, signal })),
    keep: true,
  });
}
