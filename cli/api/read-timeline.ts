/** Reads when the attempts of a fleet ran, as many answers as that takes. */
import type { TimelineView } from '../../contracts/http/timeline.ts';
import { dataOf, type Api } from './open-api.ts';

/** @throws CliError when the API answers with an error */
export async function readTimeline(api: Api, fleetId: string): Promise<TimelineView['attempts']> {
  const read = (from: number): Promise<TimelineView> =>
    dataOf(api.client.getTimeline({ params: { fleet_id: fleetId }, query: { from } }));
  let last = await read(0);
  const attempts = [...last.attempts];
  for (let from = 0; last.next_from !== null && last.next_from > from;) {
    from = last.next_from;
    last = await read(from);
    attempts.push(...last.attempts);
  }
  return attempts;
}
