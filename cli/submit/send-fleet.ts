import type { FleetView, PlanView } from '../../contracts/http/fleet.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { errorOfAnswer } from '../api/error-of-answer.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { rememberFleet } from '../config/last-fleet.ts';

export interface Accepted {
  readonly fleet: FleetView;
  /** The same key and body were submitted before; the fleet is shown as it is now. */
  readonly replay: boolean;
}

/**
 * Submits, and remembers the fleet as `@last`.
 * @throws CliError where the API refuses
 */
export async function sendFleet(api: Api, body: SubmitRequest, key: string): Promise<Accepted> {
  const answer = await api.client.submitFleet({ body, headers: { 'idempotency-key': key } });
  if (!answer.ok) throw errorOfAnswer(answer.error);
  await rememberFleet(api.url, answer.data.fleet_id);
  return { fleet: answer.data, replay: answer.headers.get('idempotent-replay') === 'true' };
}

export const planFleet = async (api: Api, body: SubmitRequest): Promise<PlanView> => await dataOf(api.client.planFleet({ body }));
