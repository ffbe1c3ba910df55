/** Reads everything that the status of a fleet shows besides the fleet itself. */
import type { FleetView, LogEntryView, TargetView } from '../../contracts/http/fleet.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { lastFleet } from '../config/last-fleet.ts';
import { type FleetPicture, renderFleetStatus } from '../render/fleet/fleet-status.ts';
import { askedBy, decisionText } from '../render/waits.ts';
import type { View } from '../render/view.ts';

/** A fleet of up to this many targets is shown with a line per target. */
const fewTargets = 20;
const newestEntries = 5;

export const hasFewTargets = ({ progress }: FleetView): boolean => progress.total <= fewTargets;

/** Never throws: when targets or log cannot be read, the picture holds the fleet and the reason. */
export async function readPicture(api: Api, fleet: FleetView): Promise<FleetPicture> {
  const picture = { fleet, link: `${api.url}${fleet.links.self}`, targets: [], failed: [], asking: [], latest: [] };
  try {
    if (!hasFewTargets(fleet)) {
      const [failed, asking, latest] = await Promise.all([
        failedTargets(api, fleet),
        askingTargets(api, fleet),
        newestOfLog(api, fleet),
      ]);
      return { ...picture, failed, asking, latest };
    }
    const targets = await allTargets(api, fleet);
    const failed = targets.filter(({ status }) => status === 'FAILED' || status === 'LOST');
    const asking = targets.filter((target) => askedBy(target) !== undefined || decisionText(target) !== undefined);
    return { ...picture, targets, failed, asking };
  } catch (error) {
    return { ...picture, unread: messageOf(error) };
  }
}

/** The targets of a small fleet. */
export const allTargets = async (api: Api, { fleet_id }: FleetView): Promise<TargetView[]> =>
  await dataOf(api.client.listTargets({ params: { fleet_id }, query: { limit: fewTargets } }));

async function failedTargets(api: Api, { fleet_id, progress }: FleetView): Promise<TargetView[]> {
  if (progress.counts.FAILED + progress.counts.LOST === 0) return [];
  return await dataOf(api.client.listTargets({ params: { fleet_id }, query: { status: 'FAILED,LOST', limit: 100 } }));
}

async function askingTargets(api: Api, { fleet_id, questions, gates, reviews }: Partial<FleetView>): Promise<TargetView[]> {
  if ((!questions && !gates && !reviews) || fleet_id === undefined) return [];
  return await dataOf(api.client.listTargets({ params: { fleet_id }, query: { waiting: 'true', limit: fewTargets } }));
}

/** Empty when the API answers with an error, as an earlier version does to `order`. */
async function newestOfLog(api: Api, { fleet_id }: FleetView): Promise<LogEntryView[]> {
  const answer = await api.client.listLog({ params: { fleet_id }, query: { order: 'desc', limit: newestEntries } });
  return answer.ok ? answer.data : [];
}

/** The text of `fleet status`. */
export async function statusText(api: Api, fleet: FleetView, view: View): Promise<string> {
  return renderFleetStatus(await readPicture(api, fleet), { ...view, lastFleet: await lastFleet(api.url) });
}
