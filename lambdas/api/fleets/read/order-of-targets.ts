/** What targets depend on, and which dependency has blocked those that are BLOCKED. */
import { blockedIn } from '../../../../core/graph/readiness.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { TargetRecord } from '../../../../contracts/fleet-records.ts';
import type { TargetView } from '../../../../contracts/http/fleet.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { allDependencies } from './all-dependencies.ts';

export type Order = Pick<TargetView, 'depends_on' | 'blocked_by'>;

/** A fleet without a graph has no dependencies: nothing more is read. */
export async function readOrder(
  ports: ApiPorts,
  ledger: Ledger,
  records: readonly TargetRecord[],
): Promise<(record: TargetRecord) => Order> {
  if (ledger.graph === null) return () => ({ depends_on: [], blocked_by: null });
  const [ofGroups, causes] = await Promise.all([dependenciesOfGroups(ports, ledger), readCauses(ports, ledger, records)]);
  return ({ ordinal, group, depends_on = [] }) => ({
    depends_on: allDependencies(depends_on, group, ofGroups),
    blocked_by: causes.get(ordinal) ?? null,
  });
}

type OfGroups = Parameters<typeof allDependencies>[2];

async function dependenciesOfGroups({ stores }: ApiPorts, { fleetId }: Ledger): Promise<OfGroups> {
  const spec = await stores.specs.getSpec(fleetId);
  return new Map(spec?.groups.flatMap(({ path, depends_on }) => (depends_on ? [[path, depends_on] as const] : [])));
}

/** By ordinal, of those that are BLOCKED. */
async function readCauses(
  { stores }: ApiPorts,
  { graph, statuses, fleetId }: Ledger,
  records: readonly TargetRecord[],
): Promise<ReadonlyMap<number, Order['blocked_by']>> {
  const blocked = records.filter(({ ordinal }) => statuses[ordinal] === 'BLOCKED');
  if (graph === null || blocked.length === 0) return new Map();
  const causes = blockedIn(graph, statuses);
  const ordinals = new Set(blocked.flatMap(({ ordinal }) => causes.get(ordinal) ?? []));
  const found = new Map((await stores.targets.getTargets(fleetId, [...ordinals])).map((record) => [record.ordinal, record.path]));
  const causeOf = (ordinal: number): Order['blocked_by'] => {
    const cause = causes.get(ordinal) ?? -1;
    const [path, status] = [found.get(cause), statuses[cause]];
    return path === undefined || status === undefined ? null : { path, status };
  };
  return new Map(blocked.map(({ ordinal }) => [ordinal, causeOf(ordinal)]));
}
