/** The targets of a fleet with their groups and dependencies, as a picture. */
import type { FleetView } from '../../contracts/http/fleet.ts';

export function GraphTab({ fleet }: { readonly fleet: FleetView }) {
  return <p>{fleet.title}</p>;
}
