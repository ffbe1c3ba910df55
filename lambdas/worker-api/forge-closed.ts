/** Until when a forge takes no writes, for all workers with the same credential. A worker asks and tells it of its own forges alone. */
import { isoOf } from '../../contracts/fields.ts';
import { longestClosingS } from '../../contracts/worker-api.ts';
import { forgeBucketOf } from '../../tasks/forge-bucket.ts';
import { data, refuse, type Refusal } from '../http/answer.ts';
import { placesOfTask } from './places-of-task.ts';
import type { WorkerApiPorts, WorkerHandler, WorkerRequest } from './ports.ts';
import { rowOfHold, stored } from './row-of-hold.ts';

export const readForgeClosed: WorkerHandler<'readForgeClosed'> = async (ports, request) => {
  const found = await bucketsAt(ports, request, request.query.host);
  if (!found.ok) return found.refusal;
  const read = await Promise.all(found.buckets.map((bucket) => ports.tasks.getForgeBucket(bucket)));
  const until = Math.max(0, ...read.map((each) => each?.closedUntil ?? 0));
  return data(200, { until: until > ports.clockAndIds.now() ? isoOf(until) : null });
};

export const closeForge: WorkerHandler<'closeForge'> = async (ports, request) => {
  const found = await bucketsAt(ports, request, request.body.host);
  if (!found.ok) return found.refusal;
  const latest = ports.clockAndIds.now() + longestClosingS * 1_000;
  const until = Math.min(latest, Date.parse(request.body.until));
  await Promise.all(found.buckets.map((bucket) => ports.tasks.closeForge(bucket, until)));
  return stored;
};

type Found = { readonly ok: true; readonly buckets: readonly string[] } | { readonly ok: false; readonly refusal: Refusal };

async function bucketsAt(
  ports: WorkerApiPorts,
  request: Pick<WorkerRequest<'readForgeClosed'>, 'taskId' | 'claim'>,
  host: string,
): Promise<Found> {
  const read = await rowOfHold(ports, request);
  if (!read.ok) return read;
  const places = (await placesOfTask(ports, read.row)).get(host.toLowerCase());
  if (!places) return { ok: false, refusal: refuse('FORBIDDEN', `The task has no repository at ${host}.`) };
  const buckets = places.flatMap((place) => forgeBucketOf(place, ports.settings.forgeSecrets) ?? []);
  return { ok: true, buckets: [...new Set(buckets)] };
}
