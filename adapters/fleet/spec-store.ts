/** The frozen specs, packed as JSON, so that every value of a caller comes back as it was, large numbers included. */
import { specKey } from '../../contracts/keys.ts';
import { fleetSpec, type FleetSpec } from '../../contracts/fleet-records.ts';
import type { SpecStore } from '../ports.ts';
import type { FleetTable } from './fleet-table.ts';
import { createFrozenItems } from './frozen-items.ts';

export function createSpecStore(table: FleetTable): SpecStore {
  const specs = createFrozenItems<FleetSpec>(table, {
    kind: 'spec',
    keyOf: specKey,
    toStored: (spec) => spec,
    fromStored: (stored) => fleetSpec.parse(stored),
  });
  return { putSpec: (spec) => specs.put(spec.fleet_id, spec), getSpec: (fleetId) => specs.get(fleetId) };
}
