/** The targets before and after the one that is open, among those that the filter shows. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { neighbours } from './row-order.ts';
import { useOpenOrdinal } from './use-open-ordinal.ts';
import { useShown } from './use-shown.ts';
import { useTargetFilter } from './use-target-filter.ts';

interface Neighbours {
  /** Opens it; undefined: there is none. */
  readonly before: (() => void) | undefined;
  readonly after: (() => void) | undefined;
}

export function useNeighbours(fleet: FleetView, ordinal: number): Neighbours {
  const [filter] = useTargetFilter();
  const { ordinals } = useShown(fleet, filter);
  const open = useOpenOrdinal(fleet.fleet_id);
  const { before, after } = neighbours(ordinals, ordinal);
  const opening = (other: number | undefined): (() => void) | undefined =>
    other === undefined
      ? undefined
      : () => {
          open(other);
        };
  return { before: opening(before), after: opening(after) };
}
