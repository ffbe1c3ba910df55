/** One target beside its fleet: what became of it, its attempts, output and changes. */
import type { FleetView } from '../../contracts/http/fleet.ts';

interface Props {
  readonly fleet: FleetView;
  readonly path: string;
}

export function TargetPanel({ fleet, path }: Props) {
  return (
    <p>
      {path} of {fleet.title}
    </p>
  );
}
