/** Every command by its id. The part of an id before the colon is the command's topic. */
import Configure from './commands/configure.ts';
import Dashboard from './commands/dashboard.ts';
import Doctor from './commands/doctor.ts';
import FleetAbort from './commands/fleet/abort.ts';
import FleetAnswer from './commands/fleet/answer.ts';
import FleetApprove from './commands/fleet/approve.ts';
import FleetCancel from './commands/fleet/cancel.ts';
import FleetContinue from './commands/fleet/continue.ts';
import FleetDiff from './commands/fleet/diff.ts';
import FleetEdit from './commands/fleet/edit.ts';
import FleetFail from './commands/fleet/fail.ts';
import FleetFailures from './commands/fleet/failures.ts';
import FleetGraph from './commands/fleet/graph.ts';
import FleetImport from './commands/fleet/import.ts';
import FleetList from './commands/fleet/list.ts';
import FleetLog from './commands/fleet/log.ts';
import FleetLogs from './commands/fleet/logs.ts';
import FleetPause from './commands/fleet/pause.ts';
import FleetPlan from './commands/fleet/plan.ts';
import FleetReject from './commands/fleet/reject.ts';
import FleetResults from './commands/fleet/results.ts';
import FleetRetry from './commands/fleet/retry.ts';
import FleetSkip from './commands/fleet/skip.ts';
import FleetStatus from './commands/fleet/status.ts';
import FleetSteer from './commands/fleet/steer.ts';
import FleetSubmit from './commands/fleet/submit.ts';
import FleetTargets from './commands/fleet/targets.ts';
import FleetTimeline from './commands/fleet/timeline.ts';
import FleetWatch from './commands/fleet/watch.ts';
import Local from './commands/local.ts';
import Login from './commands/login.ts';
import Logout from './commands/logout.ts';
import RepoEdit from './commands/repo/edit.ts';
import RepoImport from './commands/repo/import.ts';
import RepoList from './commands/repo/list.ts';
import RepoOnboard from './commands/repo/onboard.ts';
import RepoRemove from './commands/repo/remove.ts';
import RepoShow from './commands/repo/show.ts';
import TaskCancel from './commands/task/cancel.ts';
import TaskDiff from './commands/task/diff.ts';
import TaskEvents from './commands/task/events.ts';
import TaskList from './commands/task/list.ts';
import TaskLogs from './commands/task/logs.ts';
import TaskStatus from './commands/task/status.ts';
import TaskSubmit from './commands/task/submit.ts';
import Whoami from './commands/whoami.ts';
import Worker from './commands/worker.ts';
import Workflows from './commands/workflows.ts';

export const commands = {
  'fleet:submit': FleetSubmit,
  'fleet:plan': FleetPlan,
  'fleet:import': FleetImport,
  'fleet:status': FleetStatus,
  'fleet:watch': FleetWatch,
  'fleet:targets': FleetTargets,
  'fleet:list': FleetList,
  'fleet:pause': FleetPause,
  'fleet:continue': FleetContinue,
  'fleet:approve': FleetApprove,
  'fleet:reject': FleetReject,
  'fleet:steer': FleetSteer,
  'fleet:abort': FleetAbort,
  'fleet:cancel': FleetCancel,
  'fleet:skip': FleetSkip,
  'fleet:fail': FleetFail,
  'fleet:answer': FleetAnswer,
  'fleet:failures': FleetFailures,
  'fleet:retry': FleetRetry,
  'fleet:edit': FleetEdit,
  'fleet:graph': FleetGraph,
  'fleet:diff': FleetDiff,
  'fleet:timeline': FleetTimeline,
  'fleet:log': FleetLog,
  'fleet:logs': FleetLogs,
  'fleet:results': FleetResults,
  'task:submit': TaskSubmit,
  'task:status': TaskStatus,
  'task:list': TaskList,
  'task:cancel': TaskCancel,
  'task:events': TaskEvents,
  'task:logs': TaskLogs,
  'task:diff': TaskDiff,
  'repo:onboard': RepoOnboard,
  'repo:edit': RepoEdit,
  'repo:import': RepoImport,
  'repo:list': RepoList,
  'repo:show': RepoShow,
  'repo:remove': RepoRemove,
  local: Local,
  login: Login,
  logout: Logout,
  dashboard: Dashboard,
  worker: Worker,
  workflows: Workflows,
  whoami: Whoami,
  configure: Configure,
  doctor: Doctor,
};
