/**
 * A worker claims the task that it was started for: with the number of the hold that its token names, and no other. A repeat by the same
 * worker answers the same, because its answer may have been lost. A second process with the same token is refused.
 */
import type { TaskStatus } from '../../contracts/events.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { ClaimedTask } from '../../contracts/worker-api.ts';
import { repositoriesOf } from '../../tasks/forge-turn.ts';
import { takeHold, type Taken } from '../../tasks/take-hold.ts';
import { data, refuse, type Answer } from '../http/answer.ts';
import { movesOf } from './moves-of.ts';
import type { WorkerApiPorts, WorkerHandler, WorkerRequest } from './ports.ts';
import { lost } from './row-of-hold.ts';

type Claiming = WorkerRequest<'claimTask'>;

export const claimTask: WorkerHandler<'claimTask'> = async (ports, request) => {
  const taken = await take(ports, request);
  if ('kind' in taken) return taken;
  await movesOf(ports).taken(taken.row, taken.previous);
  return claimed(ports, taken);
};

async function take(ports: WorkerApiPorts, request: Claiming): Promise<Taken | Answer> {
  const { tasks, settings, clockAndIds } = ports;
  const { taskId, claim, body } = request;
  const { row, beat } = await tasks.getTaskAndHeartbeat(taskId);
  if (!row || row.claim > claim || isTaskEnded(row.status)) return lost(row, request);
  const now = clockAndIds.now();
  const leaseUntil = now + settings.durations.task_lease_s * 1_000;
  if (beat?.holdNumber !== claim) {
    const by = { workerId: body.worker_id, now, leaseUntil, exactly: claim };
    return (await takeHold(tasks, taskId, by)) ?? takenAlready(taskId);
  }
  if (beat.workerId !== body.worker_id) return takenAlready(taskId);
  if (!(await tasks.renewLeaseOfHold(taskId, claim, { until: leaseUntil }))) return takenAlready(taskId);
  if (row.claim === claim) return { row, previous: statusBefore(row) };
  const begun = await tasks.beginHoldIfHigher(row, { holdNumber: claim, now });
  return begun ? { row: begun, previous: row.status } : lost(await tasks.getTask(taskId), request);
}

/** A hold moves a task from SUBMITTED to HYDRATING, and no task goes back. */
const statusBefore = ({ status, claim }: TaskRow): TaskStatus => (status === 'HYDRATING' && claim === 1 ? 'SUBMITTED' : status);

const takenAlready = (taskId: string): Answer =>
  refuse('INVALID_STATE', `The task ${taskId} cannot be claimed with this token: another worker has it, or had it since.`);

async function claimed({ tokens, repos, settings }: WorkerApiPorts, { row, previous }: Taken): Promise<Answer> {
  const repositories = await Promise.all(repositoriesOf(row).map((name) => repos.getRepo(name)));
  const answer: ClaimedTask = {
    session_token: await tokens.mint('session', { taskId: row.task_id, claim: row.claim }),
    task: row,
    previous,
    repositories: repositories.map((each) => each ?? null),
    durations: settings.durations,
    forges: [...settings.forges],
    allow_direct_merge: settings.allowDirectMerge,
  };
  return data(200, answer);
}
