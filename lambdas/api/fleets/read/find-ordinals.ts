/** Finds targets of a fleet by their paths. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { ApiPorts } from '../../api-ports.ts';

/** Targets that one read asks for: it ends early once all paths are found. */
const chunk = 1_000;

/** Reads the items of the targets, because the ledger has no paths. A path that does not exist is not in the map. */
export async function findOrdinals(
  ports: ApiPorts,
  ledger: Ledger,
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(paths);
  const found = new Map<string, number>();
  for (let start = 0; start < ledger.statuses.length && found.size < wanted.size; start += chunk) {
    const ordinals = Array.from({ length: Math.min(chunk, ledger.statuses.length - start) }, (_, i) => start + i);
    for (const { path, ordinal } of await ports.stores.targets.getTargets(ledger.fleetId, ordinals)) {
      if (wanted.has(path)) found.set(path, ordinal);
    }
  }
  return found;
}
