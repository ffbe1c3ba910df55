/**
 * Decides when the work on a task may begin, as its forge allows. A task that will write there books its writes first. Where there is no
 * room for them now, the time that is booked goes into its row, and the task is handed back until then: no worker has it, and none of
 * its limits runs.
 */
import type { ReceivedTask } from '../../adapters/ports.ts';
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import { isoOf } from '../../contracts/fields.ts';
import type { ForgeWait, TaskRow } from '../../contracts/task.ts';
import { findWorkflow } from '../../contracts/workflows.ts';
import { secondsBetween, type ForgeLimits } from '../../core/forge-bookings.ts';
import { aboutDuration } from '../../core/text/duration.ts';
import { bookAtForge, giveBackAtForge } from '../../tasks/book-at-forge.ts';
import { publishMove, recordEvent } from '../../tasks/record-event.ts';
import { bucketOf } from '../forge/forge-barrier.ts';
import { remoteOfTask } from '../task/remote-of-task.ts';
import type { ReadRepositories } from './work-on-task.ts';
import type { WorkerPorts, WorkerSettings } from './worker-setup.ts';

/** `begin`: the work may begin, and `giveBack` is to be called if it does not. `wait`: until then. `gone`: another worker has the task, or it has ended. */
export type ForgeTurn =
  | { readonly kind: 'begin'; readonly giveBack: () => Promise<void> }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'gone' };

interface Asking {
  readonly ports: WorkerPorts;
  readonly settings: WorkerSettings;
  readonly row: TaskRow;
  readonly repositories: ReadRepositories;
}

/**
 * A task that comes later than so many milliseconds after its time books anew: if many came late together, more would begin at once
 * than the forge allows.
 */
const latestMs = 60_000;

const free: ForgeTurn = { kind: 'begin', giveBack: () => Promise.resolve() };

export async function forgeTurn(asking: Asking): Promise<ForgeTurn> {
  const place = await placeAtForge(asking);
  if (!place) return free;
  const { ports, row } = asking;
  const now = Date.now();
  const earlier = row.waits_for?.bucket === place.bucket ? row.waits_for : undefined;
  const until = earlier ? Date.parse(earlier.until) : 0;
  if (until > now) return { kind: 'wait', until };
  if (earlier && now - until <= latestMs && !(await isClosedAfter(ports, place.bucket, until))) return free;
  const { at, writes } = await bookAtForge(ports.tasks, { ...place, now, instead: earlier });
  const wait = {
    host: place.host,
    bucket: place.bucket,
    until: isoOf(at),
    every_s: secondsBetween(place.limits, writes),
    writes,
  };
  // A row tells of each booking that replaced another one, so that none is given back twice.
  if (at <= now && !earlier) return { kind: 'begin', giveBack: () => giveBackAtForge(ports.tasks, wait) };
  return noted(asking, wait, now);
}

/** A closing makes the bookings before its end void. */
const isClosedAfter = async ({ tasks }: WorkerPorts, bucket: string, ms: number): Promise<boolean> =>
  ((await tasks.getForgeBucket(bucket))?.closedUntil ?? 0) > ms;

async function noted({ ports, settings, row }: Asking, wait: ForgeWait, now: number): Promise<ForgeTurn> {
  const waiting = await ports.tasks.waitForForgeIf(row, wait, now);
  if (!waiting) {
    await giveBackAtForge(ports.tasks, wait);
    return { kind: 'gone' };
  }
  const until = Date.parse(wait.until);
  if (until <= now) return free;
  const { host, bucket } = wait;
  const log = settings.logFor({ task_id: row.task_id });
  log.info(`The task waits for ${host}, about ${aboutDuration(until - now)}`, { until: wait.until });
  if (row.waits_for && row.waits_for.bucket !== bucket) await giveBackAtForge(ports.tasks, row.waits_for);
  await publishMove(ports, waiting, 'SUBMITTED');
  await recordEvent({ ...ports, clockAndIds: systemClockAndIds }, row.task_id, 'waits_for_forge', { host, until: wait.until });
  return { kind: 'wait', until };
}

interface Place {
  readonly host: string;
  readonly bucket: string;
  readonly limits: ForgeLimits;
  readonly writes: number;
}

/**
 * Where the task writes, if anything limits it there; what it does elsewhere is not limited. Of several such places that with the most
 * writes, because a task waits for one. For a worker without such forges nothing is read.
 */
async function placeAtForge({ settings, row, repositories }: Asking): Promise<Place | undefined> {
  const writes = row.status === 'SUBMITTED' ? writesOf(row) : 0;
  if (writes === 0) return undefined;
  const { config, environment } = settings;
  const mayBeLimited = config.forges.some(({ host, token_env }) => limitsAt(settings, { host, token: environment[token_env] }));
  if (!mayBeLimited) return undefined;
  const places = new Map<string, Place>();
  for (const [at, repository] of (await repositories()).entries()) {
    const remote = remoteOfTask(row.shared_repos?.[at] ?? row, repository, { config, environment });
    const forge = remote.ok ? remote.value.forge : undefined;
    const limited = forge && limitsAt(settings, forge);
    if (!limited) continue;
    places.set(limited.bucket, { ...limited, writes: writes + (places.get(limited.bucket)?.writes ?? 0) });
  }
  return [...places.values()].toSorted((one, other) => other.writes - one.writes)[0];
}

/**
 * In each repository. A merge makes the pull request ready and merges it. Other work opens or updates it, sets its labels, asks for reviews,
 * and says whether it is a draft. What is kept for a review is pushed, and nothing else.
 */
function writesOf({ repo, resolved_workflow, pull_request, review_state, keep_for_review: isKept }: TaskRow): number {
  const workflow = findWorkflow(resolved_workflow.id);
  if (repo === null || isKept || !workflow?.needsRepo || workflow.readOnly || workflow.acceptsPr) return 0;
  if (workflow.merges) return 2;
  const { labels = [], reviewers = [] } = pull_request ?? {};
  return [true, labels.length > 0, reviewers.length > 0, review_state !== undefined].filter(Boolean).length;
}

/** Undefined where nothing is limited. A forge without limits that this worker knows to be closed has one: the end of that. */
function limitsAt(
  { forges, closings }: WorkerSettings,
  { host: written, token }: { readonly host: string; readonly token: string | undefined },
): Omit<Place, 'writes'> | undefined {
  const host = written.toLowerCase();
  const bucket = bucketOf({ host, token: token === '' ? undefined : token });
  if (bucket === undefined) return undefined;
  const found = forges.find((each) => each.host === host);
  const limits = { perMinute: found?.writes_per_minute ?? null, perHour: found?.writes_per_hour ?? null };
  const isLimited = limits.perMinute !== null || limits.perHour !== null || (closings.get(bucket) ?? 0) > Date.now();
  return isLimited ? { host, bucket, limits } : undefined;
}

/** SQS hides a message for 12 hours at most, counted from its receipt. A task that comes before its time is hidden again. */
const longestHideS = 11.5 * 3_600;

/** Hides the message of a task until its time. */
export const hideUntil = ({ queue }: WorkerPorts, { receipt }: ReceivedTask, until: number): Promise<void> =>
  queue.hide(receipt, Math.min(longestHideS, Math.max(0, Math.ceil((until - Date.now()) / 1_000))));
