/** Reads when the attempts of a fleet ran, as many answers as that takes. */
import type { TimelineView } from '../../contracts/http/timeline.ts';
import { dataOf, type Api } from './open-api.ts';

/** @throws CliError when the API answers with an error */
export async function readTimeline(api: Api, fleetId: string): Promise<TimelineView['attempts']> {
  const attempts: TimelineView['attempts'] = [];
  for (let from: number | null = 0; from !== null;) {
    const part: TimelineView = await dataOf(api.client.getTimeline({ params: { fleet_id: fleetId }, query: { from } }));
    attempts.push(...part.attempts);
    from = part.next_from;
  }
  return attempts;
}
