import type { SubmitRequest } from '../../contracts/http/submit.ts';
import { findFleetId } from '../api/find-id.ts';
import type { Api } from '../api/open-api.ts';

/** The body with the whole id of the fleet that `--retry-of` names. */
export const nameParent = async (api: Api, body: SubmitRequest, given: string | undefined): Promise<SubmitRequest> =>
  given === undefined ? body : { ...body, retry_of: await findFleetId(api, given) };
