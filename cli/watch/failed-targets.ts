import type { FleetView, TargetView } from '../../contracts/fleet.ts';
import { dataOf, type Api } from '../api/open-api.ts';

/** The first failed targets of a fleet, for the sentences of its status; asks only where there are some. */
export async function failedTargets(api: Api, { fleet_id, progress }: FleetView): Promise<TargetView[]> {
  if (progress.counts.FAILED + progress.counts.LOST === 0) return [];
  return await dataOf(api.client.listTargets({ params: { fleet_id }, query: { status: 'FAILED,LOST', limit: 100 } }));
}
