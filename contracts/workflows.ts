/** The workflows that a task or a fleet can ask for, and what each requires. */
export interface Workflow {
  readonly id: string;
  readonly version: string;
  readonly needsRepo: boolean;
  /** At least one of these must be given. */
  readonly needsOneOf: readonly ('issue_number' | 'task_description' | 'pr_number')[];
  readonly acceptsPr: boolean;
  /** Pushes nothing. */
  readonly readOnly: boolean;
  /** Runs a command of the caller: only where the setting allow_shell is on. */
  readonly shell: boolean;
  /** Its work is done by an agent. Work without one reserves and costs nothing, and takes neither agent nor model. */
  readonly agent: boolean;
  /** Merges the pull request of its branch. */
  readonly merges: boolean;
}

const version = '1.0.0';
const coding = { version, needsRepo: true, readOnly: false, shell: false, agent: true, merges: false } as const;
const withoutAgent = { ...coding, needsOneOf: [], acceptsPr: false, agent: false } as const;
const onPullRequest = { ...coding, needsOneOf: ['pr_number'], acceptsPr: true } as const;
const withoutRepo = {
  version,
  needsRepo: false,
  needsOneOf: ['task_description'],
  acceptsPr: false,
  readOnly: true,
  shell: false,
  agent: true,
  merges: false,
} as const;

/** Answers a question about the repository in the form of a schema (semantics 30). */
export const reportWorkflow = 'coding/report-v1';

export const workflows: readonly Workflow[] = [
  { id: 'coding/new-task-v1', ...coding, needsOneOf: ['issue_number', 'task_description'], acceptsPr: false },
  { id: 'coding/pr-iteration-v1', ...onPullRequest },
  { id: 'coding/pr-review-v1', ...onPullRequest, readOnly: true },
  { id: 'coding/restack-v1', ...onPullRequest },
  { id: reportWorkflow, ...coding, needsOneOf: ['task_description'], acceptsPr: false, readOnly: true },
  { id: 'default/agent-v1', ...withoutRepo },
  { id: 'knowledge/web-research-v1', ...withoutRepo },
  { id: 'coding/merge-v1', ...withoutAgent, merges: true },
  { id: 'repo/inspect-v1', ...withoutAgent, readOnly: true },
  { id: 'shell/run-v1', ...withoutAgent, shell: true },
];

/** The workflow of a task that names none. */
export const platformDefaultWorkflow = 'default/agent-v1';
/** The workflow of a fleet that names none and is asked for no report. */
export const fleetDefaultWorkflow = 'coding/new-task-v1';
export const shellWorkflow = 'shell/run-v1';

/** Whether the work of this workflow is done by an agent. One that is not known here counts as if it were: the more careful guess. */
export const runsAgent = (ref: string): boolean => findWorkflow(ref)?.agent !== false;

export const isReport = (ref: string): boolean => findWorkflow(ref)?.id === reportWorkflow;

/** The workflow of a fleet with such a body. */
export const workflowOfFleet = ({
  workflow_ref: ref,
  report,
}: {
  workflow_ref?: string | null | undefined;
  report?: unknown;
}): string => ref ?? (report == null ? fleetDefaultWorkflow : reportWorkflow);

export const workflowRefPattern = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*-v\d+(@\S+)?$/;

/** @param ref `id` or `id@version`; undefined if there is no such workflow, or not in that version */
export function findWorkflow(ref: string): Workflow | undefined {
  const [id, pin] = ref.split('@');
  return workflows.find((workflow) => workflow.id === id && (pin === undefined || pin === workflow.version));
}
