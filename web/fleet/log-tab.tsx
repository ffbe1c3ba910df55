/** The decision log of a fleet. */
import type { FleetView } from '../../contracts/http/fleet.ts';

export function LogTab({ fleet }: { readonly fleet: FleetView }) {
  return <p>{fleet.title}</p>;
}
