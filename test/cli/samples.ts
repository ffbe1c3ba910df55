/** Data of the API as tests need it; each test names only what matters to it. */
import { scopes } from '../../contracts/scopes.ts';
import type { FleetView, GroupView, TargetView } from '../../contracts/http/fleet.ts';
import type { PlanView } from '../../contracts/http/plan.ts';
import { settingsView } from '../../contracts/settings.ts';
import type { TaskDetail } from '../../contracts/task.ts';
import { defaultSettings } from '../../core/settings.ts';

export const fleetId = '01KAE5X0000000000000000001';
export const taskId = '01KAE5X0000000000000000T01';
/** The answer of `GET /v1/me`. */
export const sampleMe = {
  ...{ machine: false, groups: [], scopes: [...scopes] },
  ...{ user: 'ana', operator: false, version: '0.1.0', agents: { claude: ['opus', 'haiku'], codex: null }, allow_shell: true },
  ...{ caller_verifiers: false, limits: { targets: 10_000, exclusive_targets: 100, user_task_cap: 0 } },
};
const noCounts = {
  PENDING: 0,
  QUEUED: 0,
  RUNNING: 0,
  AWAITING_INPUT: 0,
  SUCCEEDED: 0,
  FAILED: 0,
  LOST: 0,
  CANCELLED: 0,
  SKIPPED: 0,
  BLOCKED: 0,
};
const terminal = ['SUCCEEDED', 'FAILED', 'LOST', 'CANCELLED', 'SKIPPED', 'BLOCKED'] as const;

/** A fleet whose progress follows from its counts. */
export function sampleFleet(change: Partial<FleetView> = {}, counts: Partial<typeof noCounts> = { PENDING: 3 }): FleetView {
  const all = { ...noCounts, ...counts };
  const total = Object.values(all).reduce((sum, count) => sum + count, 0);
  const finished = terminal.reduce((sum, status) => sum + all[status], 0);
  return {
    fleet_id: fleetId,
    ...settingsView({ ...defaultSettings, title: 'Migrate to slog', maxConcurrency: 4, policy: null }),
    owner: 'ana',
    teams: [],
    status: 'RUNNING',
    reason: null,
    generation: 1,
    version: 1,
    revision: 1,
    skipped: [],
    created_at: '2026-11-20T10:00:00.000Z',
    started_at: '2026-11-20T10:00:01.000Z',
    finished_at: null,
    updated_at: '2026-11-20T10:00:01.000Z',
    workflow_ref: 'shell/run-v1',
    task_description: null,
    params: { command: 'true' },
    max_turns: null,
    agent: null,
    model: null,
    verifiers: [],
    pull_request: {},
    spec_hash: 'abc',
    selector: null,
    selection: null,
    require_approval: false,
    progress: {
      total,
      finished,
      counts: all,
      percent_done: 0,
      percent_failed_of_finished: 0,
      percent_failed_of_total: 0,
      active_s: 552,
      elapsed_s: 552,
      eta_s: finished < total ? { low: 300, high: 480 } : null,
      cost: { known_usd: 14.2, unknown_count: 1, reserved_usd: 0, limit_usd: null },
      failures: all.FAILED > 0 ? { verification: all.FAILED } : {},
      policy: null,
      oldest_running_s: null,
    },
    waiting: [],
    questions: 0,
    gates: 0,
    reviews: 0,
    publish: 'auto',
    steps: [],
    context: null,
    report: null,
    groups: [
      {
        path: 'default',
        from: 0,
        to: total - 1,
        max_concurrency: null,
        sandbox: null,
        approval: null,
        status: 'RUNNING',
        has_failures: all.FAILED > 0,
        counts: all,
        groups: [],
      },
    ],
    acknowledged_failures: 0,
    actions: ['cancel'],
    skip_remaining: false,
    waits_for_person: false,
    preset: null,
    retry_of: null,
    root_fleet_id: null,
    links: { self: `/v1/fleets/${fleetId}`, targets: '/t', log: '/l', graph: '/g' },
    ...change,
  };
}

type Counts = typeof noCounts;

export const sampleGroup = (path: string, change: Partial<GroupView>, counts: Partial<Counts>): GroupView => ({
  path,
  from: 0,
  to: 1,
  max_concurrency: null,
  sandbox: null,
  approval: null,
  status: 'RUNNING',
  has_failures: (counts.FAILED ?? 0) > 0,
  counts: { ...noCounts, ...counts },
  groups: [],
  ...change,
});

export const samplePolicy: NonNullable<FleetView['failure']> = {
  threshold_percent: 20,
  threshold_count: null,
  of: 'finished',
  min_finished: null,
  uniform_early_failure: 3,
  unit: 'target',
  exclude_classes: ['network'],
  action: 'pause',
};

/** A fleet that its failure policy paused. */
export const pausedFleet = (change: Partial<FleetView> = {}, counts: Partial<Counts> = { SUCCEEDED: 3, FAILED: 1, PENDING: 8 }) =>
  sampleFleet(
    {
      status: 'PAUSED',
      revision: 4,
      failure: samplePolicy,
      reason: {
        code: 'threshold',
        message: 'failure threshold: 25.0 % of finished (1/4), 8.3 % of total (1/12), limit 20 %. Failed: auth.',
        since: '2026-11-20T10:00:01.000Z',
        actor: null,
      },
      actions: ['continue', 'abort', 'cancel', 'retry', 'edit'],
      labels: { team: 'a', old: 'x' },
      ...change,
    },
    counts,
  );

export const samplePlan: PlanView = {
  targets: [{ path: 'auth', group: 'default', repo: 'acme/auth', repos: null, wave: 1, depends_on: [] }],
  skipped: [],
  selection: null,
  warnings: [],
  waves: [['auth']],
  launch_order: ['auth'],
  estimate: { usd: { low: null, expected: null, high: null }, basis: 'No cost is known.' },
  limits: { max_concurrency: 5, timeout_s: 3_600, max_turns: null, auto_retry_max: 2, user_task_cap: 0 },
  steps: [],
  publish: 'auto',
  report: null,
  spec_hash: 'x',
};

export function sampleTarget(change: Partial<TargetView> = {}): TargetView {
  return {
    path: 'auth',
    id: 'auth',
    ordinal: 0,
    group: 'default',
    repo: 'acme/auth',
    repos: null,
    status: 'FAILED',
    blocked_by: null,
    waits_for: null,
    attempt: 1,
    task_id: taskId,
    trigger: 'initial',
    pr_url: null,
    branch: `bgagent/${fleetId}/auth`,
    outcome: null,
    result: null,
    report: null,
    change: null,
    repositories: null,
    failure: {
      class: 'verification',
      code: 'VERIFICATION_FAILED',
      message: 'Verifier "test" failed.',
      retryable: false,
      by: 'user',
    },
    cost_usd: 1.5,
    started_at: '2026-11-20T10:00:01.000Z',
    finished_at: '2026-11-20T10:01:05.000Z',
    duration_s: 64,
    agent: null,
    model: null,
    session_id: null,
    turns: null,
    question: null,
    waiting: null,
    step: null,
    steps: [],
    heal_context: null,
    last_line: null,
    vars: {},
    depends_on: [],
    attempts: [],
    ...change,
  };
}

export function sampleTask(change: Partial<TaskDetail> = {}): TaskDetail {
  const nothing = {
    issue_number: null,
    pr_number: null,
    task_description: null,
    session_id: null,
    pr_url: null,
    error_message: null,
    error_classification: null,
    started_at: null,
    completed_at: null,
    duration_s: null,
    cost_usd: null,
    build_passed: null,
    lint_passed: null,
    max_turns: null,
    max_budget_usd: null,
    turns_attempted: null,
    turns_completed: null,
    approval_gate_count: null,
    approval_gate_cap: null,
    resolved_assets: null,
    otel_trace_id: null,
    prompt_version: null,
    trace_s3_uri: null,
    artifact_uri: null,
    attachments: null,
    awaiting_approval_request_id: null,
    queued_at: null,
    queue_position: null,
    estimated_wait_s: null,
    waits_for: null,
    outcome: null,
    base_branch: null,
    agent: null,
    model: null,
    question: null,
    result: null,
    step: null,
    batch: null,
    changed: null,
    repositories: null,
    commit: null,
    change: null,
    report: null,
    attempt: null,
  };
  return {
    ...nothing,
    task_id: taskId,
    status: 'RUNNING',
    repo: 'acme/auth',
    resolved_workflow: { id: 'shell/run-v1', version: '1.0.0' },
    branch_name: `bgagent/${taskId}/run`,
    channel_source: 'api',
    created_at: '2026-11-20T10:00:00.000Z',
    updated_at: '2026-11-20T10:00:00.000Z',
    trace: false,
    ...change,
  };
}
