/** A way to show a fleet while it is watched: a live picture at a terminal, lines elsewhere. */
import type { FleetView } from '../../contracts/http/fleet.ts';

export interface FleetDisplay {
  /** True if the picture is drawn again and again at a terminal. */
  readonly live: boolean;
  show: (fleet: FleetView) => Promise<void>;
  /** Ends the drawing and leaves the last picture on the screen. */
  end: () => void;
}
