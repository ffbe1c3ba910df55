/** Finds a task for those who may read it, or do something with it, and refuses every other caller. */
import type { TaskRow } from '../../../contracts/task.ts';
import { refuse, type Answer, type Refusal } from '../answer.ts';
import type { ApiPorts, Caller } from '../api-ports.ts';
import { mayUseFleet } from '../may-use-fleet.ts';

type Use = (row: TaskRow) => Promise<Answer>;

/** For the owner and operators; of a task of a fleet also for the members of its teams (semantics 33). */
export async function withTask(ports: ApiPorts, taskId: string, caller: Caller, use: Use): Promise<Answer> {
  const row = await ports.tasks.getTask(taskId);
  if (!row) return noTask(taskId);
  return isTheirs(row, caller) || (await isOfTeam(ports, row, caller)) ? use(row) : notYours(taskId);
}

/** For the owner and operators alone. */
export async function withOwnTask(ports: ApiPorts, taskId: string, caller: Caller, use: Use): Promise<Answer> {
  const row = await ports.tasks.getTask(taskId);
  if (!row) return noTask(taskId);
  if (isTheirs(row, caller)) return use(row);
  return (await isOfTeam(ports, row, caller)) ? cancelTarget(row) : notYours(taskId);
}

const isTheirs = ({ user_id: owner }: TaskRow, caller: Caller): boolean => owner === caller.sub || caller.isOperator;

/** One more read, which a task's owner and operators do not need, nor a caller without groups. */
async function isOfTeam({ stores }: ApiPorts, { channel_metadata: of }: TaskRow, caller: Caller): Promise<boolean> {
  if (of === null || caller.groups.length === 0) return false;
  const ledger = await stores.ledgers.getLedger(of.fleet_id);
  return ledger !== undefined && mayUseFleet(ledger, caller);
}

const noTask = (taskId: string): Refusal => refuse('TASK_NOT_FOUND', `There is no task ${taskId}.`);
const notYours = (taskId: string): Refusal => refuse('FORBIDDEN', `The task ${taskId} is not yours.`);

const cancelTarget = ({ task_id: taskId, channel_metadata: of }: TaskRow): Refusal =>
  refuse(
    'FORBIDDEN',
    `The task ${taskId} is its owner's. As a member of a team of its fleet, cancel its target: bgagent fleet cancel ${of?.fleet_id ?? ''} --target ${of?.target ?? ''}`,
  );
