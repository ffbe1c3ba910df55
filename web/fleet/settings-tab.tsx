/** The settings of a fleet, as they are now. */
import type { FleetView } from '../../contracts/http/fleet.ts';

export function SettingsTab({ fleet }: { readonly fleet: FleetView }) {
  return <p>{fleet.title}</p>;
}
