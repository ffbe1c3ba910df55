import type { FleetView } from '../../contracts/fleet.ts';
import type { Api } from '../api/open-api.ts';
import { lastFleet } from '../config/last-fleet.ts';
import { renderFleetStatus } from '../render/fleet-status.ts';
import type { View } from '../render/view.ts';
import { failedTargets } from './failed-targets.ts';

/** The status of a fleet, with the sentences of its failures. */
export async function statusText(api: Api, fleet: FleetView, view: View): Promise<string> {
  return renderFleetStatus(fleet, await failedTargets(api, fleet), { ...view, lastFleet: await lastFleet(api.url) });
}
