/** When the attempts of a fleet ran. */
import type { FleetView } from '../../contracts/http/fleet.ts';

export function TimelineTab({ fleet }: { readonly fleet: FleetView }) {
  return <p>{fleet.title}</p>;
}
