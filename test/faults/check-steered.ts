/** What must hold of a fleet that was steered, when it has ended: of its log, its attempts, their tasks, and its events. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetView, LogEntryView, TargetView } from '../../contracts/http/fleet.ts';

import type { TaskDetail } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import { tasksOf, wrongHistory } from './check-fleet.ts';
import { insist } from './fleets.ts';
import type { Records } from './records.ts';
import { deadLetters } from './stage/dead-letters.ts';
import { attemptUsd } from './stage/instant-worker.ts';
import type { Stage } from './stage/stage.ts';
import { patienceMs } from '../patience.ts';

const pauseMs = 300;

/** @throws Error with what does not hold */
export async function checkSteered(stage: Stage, fleetId: string, records: Records): Promise<void> {
  for (const end = Date.now() + patienceMs; ;) {
    const wrong = await whatIsWrong(stage, await records.look());
    if (wrong.length === 0) return;
    if (Date.now() > end) throw new Error(`fleet ${fleetId}: ${wrong.join('; ')}`);
    await sleep(pauseMs);
  }
}

async function whatIsWrong(stage: Stage, fleet: FleetView): Promise<string[]> {
  const params = { fleet_id: fleet.fleet_id };
  const targets = await insist(() => stage.client.listTargets({ params, query: { limit: 100 } }));
  const log = await insist(() => stage.client.listLog({ params, query: { limit: 100 } }));
  const tasks = await tasksOf(stage, fleet.fleet_id);
  const histories = await Promise.all(tasks.map((task) => wrongHistory(stage, task)));
  return [
    ...wrongSums(fleet, targets),
    ...wrongTasks(targets, tasks),
    ...histories.flat(),
    ...wrongLog(fleet, log),
    ...wrongEvents(stage, fleet, log),
    ...(await deadLetters(stage)).map((queue) => `${queue} holds messages`),
  ];
}

function wrongSums({ progress: { counts, total, cost } }: FleetView, targets: readonly TargetView[]): string[] {
  const sum = Object.values(counts).reduce((all, count) => all + count, 0);
  const spent = targets.flatMap(({ attempts }) => attempts).reduce((all, { cost_usd }) => all + (cost_usd ?? 0), 0);
  const open = targets.filter(({ status }) => !ended.has(status));
  return [
    ...(sum === total && targets.length === total ? [] : [`its counts add up to ${sum}, of ${targets.length} targets`]),
    ...(spent === cost.known_usd ? [] : [`its attempts cost ${spent} and it says ${cost.known_usd}`]),
    ...open.map(({ path, status }) => `target ${path} is ${status}`),
  ];
}

/** Every attempt has its own task, or none; what became of the task is what the attempt says, whatever was asked of the fleet. */
function wrongTasks(targets: readonly TargetView[], tasks: readonly TaskDetail[]): string[] {
  const byId = new Map(tasks.map((task) => [task.task_id, task]));
  const attempts = targets.flatMap(({ path, attempts }) => attempts.map((each) => ({ path, ...each })));
  const known = attempts.flatMap(({ task_id }) => task_id ?? []);
  const wrong = attempts.flatMap(({ path, attempt, status, task_id }) => {
    const task = task_id === null ? undefined : byId.get(task_id);
    const wanted = task ? statusOf(task) : 'CANCELLED';
    return status === wanted
      ? []
      : [`attempt ${attempt} of ${path} is ${status} and its task ${task?.status ?? 'was never made'}`];
  });
  return [
    ...wrong,
    ...(new Set(known).size === known.length ? [] : ['two attempts have one task']),
    ...tasks.filter((task) => !known.includes(task.task_id)).map((task) => `no attempt knows task ${task.task_id}`),
    ...tasks.filter((task) => !isTaskEnded(task.status)).map((task) => `task ${task.task_id} is ${task.status}`),
    ...tasks
      .filter((task) => task.status === 'COMPLETED' && task.cost_usd !== attemptUsd)
      .map((task) => `task ${task.task_id} cost ${String(task.cost_usd)}`),
  ];
}

function statusOf({ status, build_passed }: TaskDetail): TargetStatus {
  if (status === 'COMPLETED') return build_passed === false ? 'FAILED' : 'SUCCEEDED';
  return status === 'CANCELLED' ? 'CANCELLED' : 'FAILED';
}

/** In the order of its log: nothing is launched while it waits, nor after it was stopped. */
function wrongLog({ generation, status }: FleetView, log: readonly LogEntryView[]): string[] {
  const wrong: string[] = [];
  let held: string | undefined;
  for (const { seq, action } of log) {
    if (action === 'launched' && held !== undefined) wrong.push(`entry ${seq} of its log is a launch while it was ${held}`);
    const isReopened = action === 'retried' && held === 'finished';
    if (action === 'continued' || isReopened) held = undefined;
    else if (holding.has(action) && held !== 'finished') held = action;
  }
  const finished = log.filter(({ action }) => action === 'finished').length;
  return [
    ...wrong,
    ...(log.every(({ seq }, at) => seq === at + 1) ? [] : ['its log has gaps']),
    ...(finished === generation
      ? []
      : [`its log says ${finished} times that it finished, in generation ${generation}: ${status}`]),
  ];
}

/** An event may be repeated, each repeat equal; there is one id for each transition. */
function wrongEvents({ witness }: Stage, { fleet_id, generation }: FleetView, log: readonly LogEntryView[]): string[] {
  const events = witness.events.filter((each) => each.fleetId === fleet_id);
  const details = new Map(events.map((each) => [each.eventId, each.detail]));
  const types = new Map(events.map((each) => [each.eventId, each.type]));
  const count = (type: string): number => [...types.values()].filter((each) => each === type).length;
  const entries = (action: string): number => log.filter((entry) => entry.action === action).length;
  const wanted = { 'Fleet Finished': generation, 'Fleet Breached': entries('breached') };
  return [
    ...(events.every((each) => details.get(each.eventId) === each.detail) ? [] : ['an event was repeated with other content']),
    ...Object.entries(wanted)
      .filter(([type, times]) => count(type) !== times)
      .map(([type, times]) => `${count(type)} events ${type}, and it happened ${times} times`),
  ];
}

const ended: ReadonlySet<TargetStatus> = new Set(['SUCCEEDED', 'FAILED', 'LOST', 'CANCELLED', 'SKIPPED', 'BLOCKED']);
const holding: ReadonlySet<string> = new Set(['paused', 'breached', 'aborted', 'cancelled', 'finished']);
