/** What each part of a target's panel is given. */
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';

export interface OfTarget {
  readonly fleet: FleetView;
  readonly target: TargetView;
}
