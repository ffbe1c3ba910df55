/**
 * The groups of fleets as their specs have them. A spec never changes once its fleet has a ledger, so the groups of the fleets that
 * were read last are kept, and an ordinary turn reads no spec.
 */
import type { FleetSpec } from '../../contracts/fleet-records.ts';
import type { SpecStore } from '../ports.ts';
import type { GroupsOf } from './ledger-item.ts';

/** A function instance that serves more fleets at once reads a spec again. */
const keptFleets = 8;

/** @throws Error where the spec is not there: a submit writes it before the ledger, and it is kept longer */
export function groupsOfSpecs(specs: Pick<SpecStore, 'getSpec'>): GroupsOf {
  const known = new Map<string, FleetSpec['groups']>();
  return async (fleetId) => {
    const groups = known.get(fleetId) ?? (await specs.getSpec(fleetId))?.groups;
    if (!groups) throw new Error(`Fleet ${fleetId} has no spec`);
    known.delete(fleetId);
    known.set(fleetId, groups);
    const [oldest] = known.keys();
    if (known.size > keptFleets && oldest !== undefined) known.delete(oldest);
    return groups;
  };
}
