/** A request of each operation, as somebody makes it who may, and what it acts on. */
import { ulid } from 'ulid';
import type { ErrorCode } from '../../../../contracts/http/errors.ts';
import type { OperationId } from '../../../../contracts/http/operations.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { taskRow } from '../../../worker/task-bench.ts';
import type { Bench } from '../bench.ts';

/** What one owner has started. */
export interface Things {
  readonly owner: string;
  readonly fleet_id: string;
  readonly command_id: string;
  /** A task of the fleet, which has ended. */
  readonly task_id: string;
}

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** The code of the answer to one who may, where there is nothing more to do. */
  readonly comesTo?: ErrorCode;
}

const target = { targets: ['auth'] };
const fleet = { targets: ['acme/auth'], task_description: 'Do it.' };
const ofFleet = ({ fleet_id }: Things): Asked => ({ params: { fleet_id } });
const command =
  (body: object = {}) =>
  (things: Things): Asked => ({ ...ofFleet(things), body });
const ofTask = ({ task_id }: Things): Asked => ({ params: { task_id } });
const none = (): Asked => ({});

export const requests: Readonly<Record<OperationId, (things: Things, bench: Bench) => Asked | Promise<Asked>>> = {
  submitFleet: () => ({ body: fleet }),
  planFleet: () => ({ body: fleet }),
  previewBatches: () => ({ body: { tasks_md: '- [ ] one' } }),
  listFleets: none,
  getFleet: ofFleet,
  getStates: ofFleet,
  getTimeline: ofFleet,
  getGraph: ofFleet,
  getResults: ofFleet,
  diagnoseFleet: ofFleet,
  getChangeGroups: ofFleet,
  getFailures: ofFleet,
  listTargets: ofFleet,
  getTarget: ({ fleet_id }) => ({ params: { fleet_id, path: 'auth' } }),
  getTargetDiff: ({ fleet_id }) => ({ params: { fleet_id, path: 'auth' }, comesTo: 'DIFF_NOT_FOUND' }),
  listLog: ofFleet,
  getCommand: ({ fleet_id, command_id }) => ({ params: { fleet_id, command_id } }),
  pauseFleet: command(),
  continueFleet: command(),
  abortFleet: command(),
  cancelFleet: command(),
  retryFleet: command(),
  editFleet: command({ max_concurrency: 3 }),
  cancelTargets: command(target),
  skipTargets: command(target),
  failTargets: command(target),
  approveTargets: command(target),
  rejectTargets: command(target),
  steerTargets: command({ ...target, text: 'Try again.' }),
  answerTarget: command({ target: 'auth', text: 'Yes.' }),
  createTask: () => ({ body: { repo: 'acme/auth', task_description: 'Do it.' } }),
  listTasks: none,
  getTask: ofTask,
  getTaskOutput: ofTask,
  getTaskDiff: (things) => ({ ...ofTask(things), comesTo: 'DIFF_NOT_FOUND' }),
  listTaskEvents: ofTask,
  cancelTask: async (things, bench) => ofTask({ ...things, task_id: await putTask(bench, things, 'SUBMITTED') }),
  listRepos: none,
  getRepo: () => ({ params: { owner: 'acme', name: 'auth' } }),
  putRepo: () => ({ params: { owner: 'acme', name: 'new' }, body: {} }),
  editRepo: () => ({ params: { owner: 'acme', name: 'users' }, body: { tags: { team: 'web' } } }),
  importRepos: () => ({ body: { repos: [{ repo: 'acme/imported' }] } }),
  removeRepo: async (_, { repos }) => {
    await putRepo(repos, onboarded('acme/old'));
    return { params: { owner: 'acme', name: 'old' } };
  },
  listWorkflows: none,
  getMe: none,
  getHealth: none,
  getOpenapi: none,
  getSignIn: none,
};

/** A fleet of the team `web`, with a task and a command. */
export async function startThings(bench: Bench, owner: string, token: string): Promise<Things> {
  const client = bench.clientOf(token);
  const submitted = await client.submitFleet({ body: { ...fleet, teams: ['web'] } });
  if (!submitted.ok) throw new Error(submitted.error.message);
  const { fleet_id } = submitted.data;
  const paused = await client.pauseFleet({ params: { fleet_id }, body: {} });
  if (!paused.ok || !('command_id' in paused.data)) throw new Error('The pause was decided.');
  const things = { owner, fleet_id, command_id: paused.data.command_id };
  return { ...things, task_id: await putTask(bench, things, 'COMPLETED') };
}

type Owned = Pick<Things, 'owner' | 'fleet_id'>;

async function putTask({ tasks }: Bench, { owner, fleet_id }: Owned, status: 'SUBMITTED' | 'COMPLETED'): Promise<string> {
  const channel_metadata = { fleet_id, target: 'auth', attempt: 1 };
  const row = taskRow({ task_id: ulid(), user_id: owner, status, channel_metadata });
  await tasks.putTaskIfAbsent(row);
  return row.task_id;
}
