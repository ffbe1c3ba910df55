import type { Ledger } from '../../../core/ledger.ts';
import type { Operations } from '../../../contracts/operations.ts';
import { data, refuse } from '../answer.ts';
import type { ApiPorts } from '../api-ports.ts';
import type { Handler } from '../request.ts';
import { readTargetViews } from './target-view.ts';
import { visibleFleet } from './visible-fleet.ts';

export const getTarget: Handler<Operations['getTarget']> = async (ports, { params, caller }) => {
  const fleet = await visibleFleet(ports, params.fleet_id, caller);
  if (!fleet.ok) return fleet.answer;
  const ordinal = await findOrdinal(ports, fleet.value, params.path);
  const [target] = ordinal === undefined ? [] : await readTargetViews(ports, fleet.value, [ordinal]);
  return target ? data(200, target) : refuse('TARGET_NOT_FOUND', `The fleet has no target ${params.path.slice(0, 200)}.`);
};

const chunk = 1_000;

/** Paths stand in the items only: nearly all fleets are one read of them, the largest ten. */
async function findOrdinal(ports: ApiPorts, ledger: Ledger, path: string): Promise<number | undefined> {
  for (let start = 0; start < ledger.statuses.length; start += chunk) {
    const ordinals = Array.from({ length: Math.min(chunk, ledger.statuses.length - start) }, (_, i) => start + i);
    const found = (await ports.stores.targets.getTargets(ledger.fleetId, ordinals)).find((target) => target.path === path);
    if (found) return found.ordinal;
  }
  return undefined;
}
