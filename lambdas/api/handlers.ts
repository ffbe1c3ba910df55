/**
 * The handler of each operation. A handler has a file of its own; handlers that take the same steps share one, such as those that
 * send a command to a fleet (`steer-fleet.ts`).
 */
import type { OperationId, Operations } from '../../contracts/http/operations.ts';
import { editFleet } from './fleets/steer/edit-fleet.ts';
import { getCommand } from './fleets/steer/get-command.ts';
import { diagnoseFleet } from './fleets/read/diagnose-fleet.ts';
import { getChangeGroups, getFailures } from './fleets/read/get-groups.ts';
import { getFleet } from './fleets/read/get-fleet.ts';
import { getGraph } from './fleets/read/get-graph.ts';
import { getTargetDiff } from './fleets/read/get-target-diff.ts';
import { getResults } from './fleets/read/get-results.ts';
import { getStates } from './fleets/read/get-states.ts';
import { getTimeline } from './fleets/read/get-timeline.ts';
import { getTarget } from './fleets/read/get-target.ts';
import { listFleets } from './fleets/read/list-fleets.ts';
import { listLog } from './fleets/read/list-log.ts';
import { listTargets } from './fleets/read/list-targets.ts';
import { planFleet } from './fleets/submit/plan-fleet.ts';
import { previewBatches } from './fleets/submit/preview-batches.ts';
import { retryFleet } from './fleets/steer/retry-fleet.ts';
import { abortFleet, cancelFleet, continueFleet, pauseFleet } from './fleets/steer/steer-fleet.ts';
import { approveTargets, rejectTargets, steerTargets } from './fleets/steer/review-targets.ts';
import { answerTarget, cancelTargets, failTargets, skipTargets } from './fleets/steer/steer-targets.ts';
import { submitFleet } from './fleets/submit/submit-fleet.ts';
import { editRepo, putRepo, removeRepo } from './repos/change-repo.ts';
import { getRepo } from './repos/get-repo.ts';
import { importRepos } from './repos/import-repos.ts';
import { listRepos } from './repos/list-repos.ts';
import type { Handler } from './request.ts';
import { getHealth, getMe, getOpenapi, getSignIn, listWorkflows } from './service.ts';
import { listTaskEvents } from './tasks/list-task-events.ts';
import { createTask } from './tasks/create-task.ts';
import { listTasks } from './tasks/list-tasks.ts';
import { cancelTask, getTask, getTaskDiff, getTaskOutput } from './tasks/one-task.ts';

export const handlers: { readonly [K in OperationId]: Handler<Operations[K]> } = {
  submitFleet,
  planFleet,
  listFleets,
  getFleet,
  getStates,
  getTimeline,
  diagnoseFleet,
  getChangeGroups,
  getFailures,
  listTargets,
  getTarget,
  getTargetDiff,
  listLog,
  pauseFleet,
  continueFleet,
  abortFleet,
  cancelFleet,
  retryFleet,
  cancelTargets,
  skipTargets,
  failTargets,
  answerTarget,
  approveTargets,
  rejectTargets,
  steerTargets,
  editFleet,
  getCommand,
  getResults,
  getGraph,
  previewBatches,
  createTask,
  listTasks,
  getTask,
  cancelTask,
  listTaskEvents,
  getTaskDiff,
  getTaskOutput,
  listRepos,
  getRepo,
  putRepo,
  editRepo,
  importRepos,
  removeRepo,
  getMe,
  listWorkflows,
  getHealth,
  getOpenapi,
  getSignIn,
};
