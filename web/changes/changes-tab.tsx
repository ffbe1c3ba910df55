/** What the targets of a fleet changed, by equal changes. */
import type { FleetView } from '../../contracts/http/fleet.ts';

export function ChangesTab({ fleet }: { readonly fleet: FleetView }) {
  return <p>{fleet.title}</p>;
}
