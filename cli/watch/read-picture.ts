import type { FleetView, LogEntryView, TargetView } from '../../contracts/http/fleet.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import type { FleetPicture } from '../render/fleet/fleet-picture.ts';

/** So many targets are shown one by one. */
const fewTargets = 20;
const newestEntries = 5;

export const hasFewTargets = ({ progress }: FleetView): boolean => progress.total <= fewTargets;

/** Reads them. What cannot be read is missed in the picture and fails nothing: the fleet itself is known. */
export async function readPicture(api: Api, fleet: FleetView): Promise<FleetPicture> {
  const picture = { fleet, link: `${api.url}${fleet.links.self}`, targets: [], failed: [], latest: [] };
  try {
    if (!hasFewTargets(fleet)) {
      const [failed, latest] = await Promise.all([failedTargets(api, fleet), newestOfLog(api, fleet)]);
      return { ...picture, failed, latest };
    }
    const targets = await allTargets(api, fleet);
    return { ...picture, targets, failed: targets.filter(({ status }) => status === 'FAILED' || status === 'LOST') };
  } catch (error) {
    return { ...picture, unread: error instanceof Error ? error.message : String(error) };
  }
}

/** Of a fleet that has few. */
export const allTargets = async (api: Api, { fleet_id }: FleetView): Promise<TargetView[]> =>
  await dataOf(api.client.listTargets({ params: { fleet_id }, query: { limit: fewTargets } }));

async function failedTargets(api: Api, { fleet_id, progress }: FleetView): Promise<TargetView[]> {
  if (progress.counts.FAILED + progress.counts.LOST === 0) return [];
  return await dataOf(api.client.listTargets({ params: { fleet_id }, query: { status: 'FAILED,LOST', limit: 100 } }));
}

/** None where the API is one of before, which knows no order. */
async function newestOfLog(api: Api, { fleet_id }: FleetView): Promise<LogEntryView[]> {
  const answer = await api.client.listLog({ params: { fleet_id }, query: { order: 'desc', limit: newestEntries } });
  return answer.ok ? answer.data : [];
}
