/** The targets of a fleet. */
import type { FleetView } from '../../contracts/http/fleet.ts';

export function TargetsTab({ fleet }: { readonly fleet: FleetView }) {
  return <p>{fleet.title}</p>;
}
