/**
 * Decides when the work on a task may begin, as the forge that it writes to allows. It books the writes first. Where there is no room for
 * them now, the time that is booked goes into the task's row, and the task waits until then: no worker has it, and none of its limits runs.
 */
import type { TaskStore } from '../adapters/task-stores.ts';
import { isoOf } from '../contracts/fields.ts';
import type { ForgeWait, TaskRow } from '../contracts/task.ts';
import { findWorkflow } from '../contracts/workflows.ts';
import { secondsBetween, type ForgeLimits } from '../core/forge-bookings.ts';
import { aboutDuration } from '../core/text/duration.ts';
import { bookAtForge, giveBackAtForge } from './book-at-forge.ts';
import { publishMove, recordEvent } from './record-event.ts';
import type { TaskPorts } from './task-ports.ts';

/** `begin`: the work may begin, and `giveBack` is to be called if it does not. `wait`: until then. `gone`: another worker has the task, or it has ended. */
export type ForgeTurn =
  | { readonly kind: 'begin'; readonly giveBack: () => Promise<void> }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'gone' };

/** What a task writes at a forge that limits it. */
export interface ForgePlace {
  readonly host: string;
  /** From `forgeBucketId`. */
  readonly bucket: string;
  readonly limits: ForgeLimits;
  readonly writes: number;
}

export interface AskedTurn {
  readonly ports: Pick<TaskPorts, 'events' | 'bus' | 'clockAndIds'> & { readonly tasks: TaskStore };
  readonly row: TaskRow;
  /** Undefined where nothing limits the task. */
  readonly place: ForgePlace | undefined;
  readonly log: { info(message: string, keys: Record<string, unknown>): void };
}

/**
 * A task that comes later than so many milliseconds after its time books anew: if many came late together, more would begin at once
 * than the forge allows.
 */
const latestMs = 60_000;

const free: ForgeTurn = { kind: 'begin', giveBack: () => Promise.resolve() };

export async function takeForgeTurn(asked: AskedTurn): Promise<ForgeTurn> {
  const { ports, row, place } = asked;
  if (!place) return free;
  const now = ports.clockAndIds.now();
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
  return noted(asked, wait, now);
}

/** A closing makes the bookings before its end void. */
const isClosedAfter = async ({ tasks }: AskedTurn['ports'], bucket: string, ms: number): Promise<boolean> =>
  ((await tasks.getForgeBucket(bucket))?.closedUntil ?? 0) > ms;

async function noted({ ports, row, log }: AskedTurn, wait: ForgeWait, now: number): Promise<ForgeTurn> {
  const waiting = await ports.tasks.waitForForgeIf(row, wait, now);
  if (!waiting) {
    await giveBackAtForge(ports.tasks, wait);
    return { kind: 'gone' };
  }
  const until = Date.parse(wait.until);
  if (until <= now) return free;
  const { host, bucket } = wait;
  log.info(`The task waits for ${host}, about ${aboutDuration(until - now)}`, { task_id: row.task_id, until: wait.until });
  if (row.waits_for && row.waits_for.bucket !== bucket) await giveBackAtForge(ports.tasks, row.waits_for);
  await publishMove(ports, waiting, 'SUBMITTED');
  await recordEvent(ports, row.task_id, 'waits_for_forge', { host, until: wait.until });
  return { kind: 'wait', until };
}

/**
 * The writes of a task in each of its repositories; 0 once its work has begun. A merge makes the pull request ready and merges it. Other
 * work opens or updates it, sets its labels, asks for reviews, and says whether it is a draft. What is kept for a review is pushed, and
 * nothing else.
 */
export function forgeWritesOf({ status, repo, resolved_workflow, pull_request, review_state, keep_for_review }: TaskRow): number {
  const workflow = findWorkflow(resolved_workflow.id);
  if (status !== 'SUBMITTED' || repo === null || keep_for_review) return 0;
  if (!workflow?.needsRepo || workflow.readOnly || workflow.acceptsPr) return 0;
  if (workflow.merges) return 2;
  const { labels = [], reviewers = [] } = pull_request ?? {};
  return [true, labels.length > 0, reviewers.length > 0, review_state !== undefined].filter(Boolean).length;
}

/** The names of a task's repositories, in the order in which its row has them. */
export const repositoriesOf = ({ repo, shared_repos: shared }: Pick<TaskRow, 'repo' | 'shared_repos'>): readonly string[] =>
  shared?.map((each) => each.repo) ?? (repo === null ? [] : [repo]);

/**
 * Where a task writes, if anything limits it there; what it does elsewhere is not limited. Of several such places that with the most
 * writes, because a task waits for one.
 * @param limited for each repository its place; undefined where nothing is limited
 */
export function placeWithMostWrites(
  writes: number,
  limited: readonly (Omit<ForgePlace, 'writes'> | undefined)[],
): ForgePlace | undefined {
  const places = new Map<string, ForgePlace>();
  for (const each of limited) {
    if (each) places.set(each.bucket, { ...each, writes: writes + (places.get(each.bucket)?.writes ?? 0) });
  }
  return [...places.values()].toSorted((one, other) => other.writes - one.writes)[0];
}
