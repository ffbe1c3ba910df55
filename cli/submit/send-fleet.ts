/** Sends a request to submit or plan a fleet. */
import type { AcceptedFleet } from '../../contracts/http/submit-operations.ts';
import type { PlanView } from '../../contracts/http/plan.ts';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { errorOfAnswer } from '../api/answer-data.ts';
import { findFleetId } from '../api/find-id.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { rememberFleet } from '../config/last-fleet.ts';

export interface Accepted {
  readonly fleet: AcceptedFleet;
  /** True if the same key and request were submitted before; the fleet is then shown as it is now. */
  readonly replay: boolean;
}

/**
 * Submits the fleet and remembers it as `@last`.
 * @throws CliError when the API refuses
 */
export async function sendFleet(api: Api, body: SubmitRequest, key: string): Promise<Accepted> {
  const answer = await api.client.submitFleet({ body, headers: { 'idempotency-key': key } });
  if (!answer.ok) throw errorOfAnswer(answer.error);
  await rememberFleet(api.url, answer.data.fleet_id);
  return { fleet: answer.data, replay: answer.headers.get('idempotent-replay') === 'true' };
}

export const planFleet = async (api: Api, body: SubmitRequest): Promise<PlanView> => await dataOf(api.client.planFleet({ body }));

/** The request with the whole id of the fleet that `--retry-of` names. */
export const nameParent = async (api: Api, body: SubmitRequest, given: string | undefined): Promise<SubmitRequest> =>
  given === undefined ? body : { ...body, retry_of: await findFleetId(api, given) };
