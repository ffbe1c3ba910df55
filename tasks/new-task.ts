/** The rows of new tasks: of one that was asked for, and of one that was closed before its row was written. */
import { defaultTimeoutS, isoOf } from '../contracts/fields.ts';
import { isFleetTaskKey, monthShardOf } from '../contracts/keys.ts';
import type { TaskRow } from '../contracts/task.ts';
import { findWorkflow, platformDefaultWorkflow } from '../contracts/workflows.ts';
import type { TaskCaller } from '../adapters/ports.ts';
import { openAttributesIn } from '../adapters/task/task-item.ts';
import { branchNameOfTask } from './branch-name.ts';
import type { TaskRequest } from './check-request.ts';
import { placeOf } from '../adapters/task/task-lane.ts';

type Start = Pick<
  TaskRow,
  'task_id' | 'user_id' | 'status' | 'idempotency_key' | 'channel_source' | 'channel_metadata' | 'resolved_workflow'
>;

/** The row of a task as it was asked for. @param start `now` in epoch ms */
export function newTask(
  request: TaskRequest,
  caller: TaskCaller,
  start: Pick<TaskRow, 'task_id' | 'status' | 'reserve'> & { now: number },
): TaskRow {
  const { workflow, repo, platform, product, ofFleet, report } = request;
  const row = emptyTask(start.now, {
    task_id: start.task_id,
    status: start.status,
    user_id: caller.userId,
    idempotency_key: caller.idempotencyKey ?? null,
    channel_source: caller.channelSource,
    channel_metadata: caller.channelMetadata,
    resolved_workflow: { id: workflow.id, version: workflow.version },
  });
  return {
    ...row,
    ...platform,
    ...product,
    ...ofFleet,
    ...report,
    repo: repo?.repo ?? null,
    ...(ofFleet.publish ? {} : limitsOfAgent(request)),
    branch_name: product.branch_name ?? ownBranch(request, start.task_id),
    queued_at: start.status === 'QUEUED' ? row.created_at : null,
    // Work without an agent costs nothing, unless the work itself reports a cost.
    cost_usd: workflow.agent && !ofFleet.publish ? null : 0,
    ...(start.reserve === undefined ? {} : { reserve: start.reserve }),
  };
}

const limitsOfAgent = ({ platform, repo }: TaskRequest): Pick<TaskRow, 'max_turns' | 'max_budget_usd'> => ({
  max_turns: platform.max_turns ?? repo?.max_turns ?? null,
  max_budget_usd: platform.max_budget_usd ?? repo?.max_budget_usd ?? null,
});

/** Null for a workflow that works on the branch of a pull request, and without a repository. */
function ownBranch({ workflow, repo, platform }: TaskRequest, taskId: string): string | null {
  if (workflow.acceptsPr || repo === null) return null;
  return branchNameOfTask(taskId, platform.task_description, platform.issue_number);
}

/**
 * The CANCELLED row of a task whose key was claimed, whose row was never written, and whose key is closed now. A creator that comes late
 * finds this row and puts none.
 */
export function taskThatNeverWas(taskId: string, userId: string, key: string, now: number): TaskRow {
  const row = emptyTask(now, {
    task_id: taskId,
    status: 'CANCELLED',
    user_id: userId,
    idempotency_key: key,
    channel_source: isFleetTaskKey(key) ? 'fleet' : 'api',
    channel_metadata: null,
    // The request is not known, so this is the default workflow with its version as shipped.
    resolved_workflow: { id: platformDefaultWorkflow, version: findWorkflow(platformDefaultWorkflow)?.version ?? '' },
  });
  return { ...row, completed_at: row.created_at, error_message: 'Cancelled before it was created.' };
}

function emptyTask(now: number, start: Start): TaskRow {
  const created = isoOf(now);
  return {
    ...start,
    ...openAttributesIn(start.status, { place: placeOf(start), now }),
    ...nothingAskedFor,
    ...nothingHappened,
    month: monthShardOf(created, start.task_id),
    created_at: created,
    updated_at: created,
  };
}

const nothingAskedFor = {
  repo: null,
  issue_number: null,
  pr_number: null,
  task_description: null,
  max_turns: null,
  max_budget_usd: null,
  trace: false,
  approval_timeout_s: null,
  initial_approvals: [],
  params: {},
  vars: {},
  verifiers: [],
  timeout_s: defaultTimeoutS,
  branch_name: null,
  pull_request: null,
} satisfies Partial<TaskRow>;

const nothingHappened = {
  session_id: null,
  pr_url: null,
  error_message: null,
  error_classification: null,
  started_at: null,
  completed_at: null,
  queued_at: null,
  cost_usd: null,
  build_passed: null,
  lint_passed: null,
  turns_attempted: null,
  turns_completed: null,
  approval_gate_count: null,
  approval_gate_cap: null,
  outcome: null,
  claim: 0,
  claimed_at: null,
  cancel_reason: null,
} satisfies Partial<TaskRow>;
