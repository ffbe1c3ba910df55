/** What must hold of a fleet when its fault is over and it has ended: nothing is lost, and nothing was made twice. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientAnswer } from '../../contracts/http/client.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { TaskDetail } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import { decided, insist, look, waitForEnd } from './fleets.ts';
import type { Stage } from './stage/stage.ts';
import { deadLetters } from './stage/dead-letters.ts';
import { patienceMs } from '../patience.ts';

export interface Expected {
  /** How the fleet ends; default SUCCEEDED. */
  readonly status?: FleetView['status'];
  /** How its targets may end; default SUCCEEDED only. */
  readonly targets?: readonly TargetStatus[];
  /** Whether messages may lie in dead-letter queues: what failed for long does, and is found by the clock. */
  readonly deadLetters?: boolean;
}

const pauseMs = 300;

/** Waits for the fleet's end. @throws Error with what does not hold */
export async function checkFleet(stage: Stage, fleetId: string, expected: Expected = {}): Promise<void> {
  await waitForEnd(stage, fleetId);
  for (const end = Date.now() + patienceMs; ;) {
    const wrong = await whatIsWrong(stage, fleetId, expected);
    if (wrong.length === 0) return;
    if (Date.now() > end) throw new Error(`fleet ${fleetId}: ${wrong.join('; ')}`);
    await sleep(pauseMs);
  }
}

async function whatIsWrong(stage: Stage, fleetId: string, expected: Expected): Promise<string[]> {
  const fleet = await look(stage, fleetId);
  return [
    ...wrongCounts(fleet, expected),
    ...(await wrongTargets(stage, fleet, expected)),
    ...(await wrongTasks(stage, fleet)),
    ...(await wrongLog(stage, fleet)),
    ...wrongEvents(stage, fleet),
    ...(expected.deadLetters ? [] : await deadLetters(stage)).map((queue) => `${queue} holds messages`),
  ];
}

function wrongCounts({ status, progress: { counts, total } }: FleetView, expected: Expected): string[] {
  const sum = Object.values(counts).reduce((all, count) => all + count, 0);
  const wanted = expected.status ?? 'SUCCEEDED';
  return [
    ...(status === wanted ? [] : [`it is ${status} and not ${wanted}: ${JSON.stringify(counts)}`]),
    ...(sum === total ? [] : [`its counts add up to ${sum} of ${total}`]),
  ];
}

async function wrongTargets(stage: Stage, { fleet_id, progress }: FleetView, expected: Expected): Promise<string[]> {
  const targets = await insist(() => stage.client.listTargets({ params: { fleet_id }, query: { limit: 100 } }));
  const allowed: readonly TargetStatus[] = expected.targets ?? ['SUCCEEDED'];
  const wrong = targets.filter((each) => each.attempt !== 1 || !allowed.includes(each.status));
  const ids = targets.flatMap((each) => each.task_id ?? []);
  return [
    ...(targets.length === progress.total ? [] : [`it has ${targets.length} targets of ${progress.total}`]),
    ...wrong.map((each) => `target ${each.path} is ${each.status} in attempt ${each.attempt}`),
    ...(new Set(ids).size === ids.length ? [] : ['two targets have one task']),
  ];
}

/** All tasks that were ever made for the fleet: those that have a branch of it. */
export async function tasksOf(stage: Stage, fleetId: string): Promise<readonly TaskDetail[]> {
  const tasks: TaskDetail[] = [];
  let token: string | null | undefined;
  while (token !== null) {
    const query = { limit: 100, ...(token === undefined ? {} : { next_token: token }) };
    const answer: ClientAnswer<TaskDetail[]> = await decided(() => stage.client.listTasks({ query }));
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    // Newest first: behind tasks that are older than the fleet there are none of its.
    const oldest = answer.data.at(-1)?.task_id ?? '';
    tasks.push(...answer.data);
    token = oldest < fleetId ? null : (answer.pagination?.next_token ?? null);
  }
  return tasks.filter((task) => task.branch_name?.startsWith(`bgagent/${fleetId}/`));
}

async function wrongTasks(stage: Stage, { fleet_id, progress: { counts } }: FleetView): Promise<string[]> {
  const tasks = await tasksOf(stage, fleet_id);
  const branches = tasks.map((task) => task.branch_name);
  const completed = tasks.filter((task) => task.status === 'COMPLETED').length;
  const wrong = await Promise.all(tasks.map((task) => wrongHistory(stage, task)));
  return [
    ...(new Set(branches).size === branches.length ? [] : [`a target has two tasks: ${branches.join(' ')}`]),
    ...(completed === counts.SUCCEEDED ? [] : [`${completed} tasks completed for ${counts.SUCCEEDED} targets that succeeded`]),
    ...tasks.filter((task) => !isTaskEnded(task.status)).map((task) => `task ${task.task_id} is ${task.status}`),
    ...wrong.flat(),
  ];
}

/** A task is made once and ends once; in between it may be claimed again. */
export async function wrongHistory(stage: Stage, { task_id }: TaskDetail): Promise<string[]> {
  const events = await insist(() => stage.client.listTaskEvents({ params: { task_id }, query: { limit: 100 } }));
  const ends = events.filter(({ event_type }) => /^task_(completed|failed|timed_out|cancelled)$/.test(event_type)).length;
  const starts = events.filter(({ event_type }) => event_type === 'task_created').length;
  return ends > 1 || starts > 1 ? [`task ${task_id} was created ${starts} and ended ${ends} times`] : [];
}

async function wrongLog(stage: Stage, { fleet_id, progress: { total, counts } }: FleetView): Promise<string[]> {
  const log = await insist(() => stage.client.listLog({ params: { fleet_id }, query: { limit: 100 } }));
  const sum = (action: string): number =>
    log.filter((entry) => entry.action === action).reduce((all, entry) => all + entry.target_count, 0);
  const finished = log.filter((entry) => entry.action === 'finished').length;
  return [
    ...(log.every((entry, at) => entry.seq === at + 1) ? [] : ['its log has gaps']),
    ...(finished === 1 ? [] : [`its log says ${finished} times that it finished`]),
    ...(sum('launched') <= total ? [] : [`${sum('launched')} launches of ${total} targets`]),
    ...(sum('launched') >= counts.SUCCEEDED ? [] : [`${sum('launched')} launches, and ${counts.SUCCEEDED} succeeded`]),
  ];
}

/** An event may be repeated, each repeat equal; there is one id for each transition. */
function wrongEvents({ witness }: Stage, { fleet_id, status }: FleetView): string[] {
  const events = witness.events.filter((each) => each.fleetId === fleet_id);
  const details = new Map(events.map((each) => [each.eventId, each.detail]));
  const types = new Map(events.map((each) => [each.eventId, each.type]));
  const count = (type: string): number => [...types.values()].filter((each) => each === type).length;
  const started = status === 'CANCELLED' ? count('Fleet Started') <= 1 : count('Fleet Started') === 1;
  return [
    ...(events.every((each) => details.get(each.eventId) === each.detail) ? [] : ['an event was repeated with other content']),
    ...(started ? [] : [`${count('Fleet Started')} events say that it started`]),
    ...(count('Fleet Finished') === 1 ? [] : [`${count('Fleet Finished')} events say that it finished`]),
  ];
}
