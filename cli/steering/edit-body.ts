import type { RequestOf } from '../../contracts/http/client.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { usageError } from '../cli-error.ts';
import { keyValues } from '../submit/key-values.ts';
import { policyOfFlags, type PolicyFlagValues } from '../submit/policy-flags.ts';

type EditRequest = RequestOf<Operations['editFleet']>['body'];

export interface EditFlagValues extends PolicyFlagValues {
  readonly 'max-concurrency'?: number | undefined;
  readonly 'launches-per-minute'?: string | undefined;
  readonly title?: string | undefined;
  readonly label?: readonly string[] | undefined;
}

/**
 * The body of an edit. A policy and labels are sent whole: what the flags do not name is taken from the fleet as it is, and the
 * edit is refused where somebody else changed it meanwhile.
 * @throws CliError (usage) where nothing is to be changed
 */
export async function editBody(api: Api, params: { readonly fleet_id: string }, flags: EditFlagValues): Promise<EditRequest> {
  const pace = paceOf(flags['launches-per-minute']);
  const plain = {
    ...(flags['max-concurrency'] === undefined ? {} : { max_concurrency: flags['max-concurrency'] }),
    ...(pace === undefined ? {} : { launches_per_minute: pace }),
    ...(flags.title === undefined ? {} : { title: flags.title }),
  };
  const body = { ...plain, ...(await mergedOf(api, params, flags)) };
  if (Object.keys(body).length > 0) return body;
  throw usageError('nothing is to be changed: give --max-concurrency, --failure-threshold or another setting.');
}

async function mergedOf(api: Api, params: { readonly fleet_id: string }, flags: EditFlagValues): Promise<EditRequest> {
  const labels = keyValues('label', flags.label);
  const hasPolicy = flags['failure-threshold'] !== undefined || flags['on-breach'] !== undefined;
  if (!hasPolicy && Object.keys(labels).length === 0) return {};
  const fleet = await dataOf(api.client.getFleet({ params }));
  const failure = hasPolicy ? policyOfFlags(flags, fleet.failure) : undefined;
  const merged = Object.entries({ ...fleet.labels, ...labels }).filter(([, value]) => value !== '');
  return {
    ...(failure === undefined ? {} : { failure }),
    ...(Object.keys(labels).length === 0 ? {} : { labels: Object.fromEntries(merged) }),
    expect_revision: fleet.revision,
  };
}

function paceOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw usageError(`--launches-per-minute ${text} is no number: write for example 30, or none.`);
}
