/** The budget with which a fleet that reached its own could do the rest. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { usdForRest } from '../../core/budget.ts';

/** Whole dollars; undefined: its budget is enough, or it has none. */
export function budgetForRest({ budget, progress: { cost, counts } }: FleetView): number | undefined {
  if (budget?.fleet_usd == null) return undefined;
  const enough = usdForRest({
    knownUsd: cost.known_usd,
    reservedUsd: cost.reserved_usd,
    unknownCount: cost.unknown_count,
    waiting: counts.PENDING,
    targetUsd: budget.target_usd,
  });
  return enough > budget.fleet_usd ? Math.ceil(enough) : undefined;
}
