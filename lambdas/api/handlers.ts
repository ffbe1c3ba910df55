/** Which function does which operation. */
import type { OperationId, Operations } from '../../contracts/operations.ts';
import { cancelFleet } from './fleets/cancel-fleet.ts';
import { editFleet } from './fleets/edit-fleet.ts';
import { getCommand } from './fleets/get-command.ts';
import { getFleet } from './fleets/get-fleet.ts';
import { getResults } from './fleets/get-results.ts';
import { getTarget } from './fleets/get-target.ts';
import { listFleets } from './fleets/list-fleets.ts';
import { listLog } from './fleets/list-log.ts';
import { listTargets } from './fleets/list-targets.ts';
import { planFleet } from './fleets/plan-fleet.ts';
import { retryFleet } from './fleets/retry-fleet.ts';
import { abortFleet, continueFleet, pauseFleet } from './fleets/steer-fleet.ts';
import { submitFleet } from './fleets/submit-fleet.ts';
import { editRepo, listRepos, putRepo, removeRepo } from './repos/repos.ts';
import type { Handler } from './request.ts';
import { getHealth, getOpenapi } from './service.ts';
import { listTaskEvents } from './tasks/list-task-events.ts';
import { cancelTask, createTask, getTask, getTaskOutput, listTasks } from './tasks/tasks.ts';

export const handlers: { readonly [K in OperationId]: Handler<Operations[K]> } = {
  submitFleet,
  planFleet,
  listFleets,
  getFleet,
  listTargets,
  getTarget,
  listLog,
  pauseFleet,
  continueFleet,
  abortFleet,
  cancelFleet,
  retryFleet,
  editFleet,
  getCommand,
  getResults,
  createTask,
  listTasks,
  getTask,
  cancelTask,
  listTaskEvents,
  getTaskOutput,
  listRepos,
  putRepo,
  editRepo,
  removeRepo,
  getHealth,
  getOpenapi,
};
