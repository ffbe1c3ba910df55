import type { FleetView } from '../../contracts/http/fleet.ts';

/** Shows a fleet while it is followed. */
export interface FleetDisplay {
  /** Whether a person looks at it. */
  readonly live: boolean;
  show: (fleet: FleetView) => Promise<void>;
  /** Leaves the last picture where it is. */
  end: () => void;
}
