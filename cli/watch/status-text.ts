import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Api } from '../api/open-api.ts';
import { lastFleet } from '../config/last-fleet.ts';
import { renderFleetStatus } from '../render/fleet/fleet-status.ts';
import type { View } from '../render/view.ts';
import { readPicture } from './read-picture.ts';

/** The status of a fleet, with its targets or why some of them failed. */
export async function statusText(api: Api, fleet: FleetView, view: View): Promise<string> {
  return renderFleetStatus(await readPicture(api, fleet), { ...view, lastFleet: await lastFleet(api.url) });
}
