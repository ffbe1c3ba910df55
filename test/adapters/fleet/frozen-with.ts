import type { FrozenParts } from '../../../adapters/fleet/ledger-item.ts';
import type { FleetSpec } from '../../../contracts/fleet-records.ts';
import type { DependencyGraph } from '../../../core/graph/graph.ts';

/** What a ledger item lacks: these groups, and this graph. A part that is an error, or missing, must not be read. */
export const frozenWith = (groups: FleetSpec['groups'] | Error, graph?: DependencyGraph): FrozenParts => ({
  groupsOf: () => (groups instanceof Error ? Promise.reject(groups) : Promise.resolve(groups)),
  graphOf: () => (graph ? Promise.resolve(graph) : Promise.reject(new Error('This fleet has no graph.'))),
});
