/**
 * The transitions and invocations that a call of Step Functions causes in lib/fleet-run.asl.json. This is the one place to change
 * with the workflow.
 *
 * A run has three transitions: its start, `Targets` and `Ended`. A child has two: its start and `Drive`, which ends it. Each time that a
 * child is woken, its token fails with `Again`, and it enters `Drive` once more. Each entry of `Drive` is an invocation of target-drive.
 */
export interface WorkflowSteps {
  readonly transitions: number;
  readonly invocations: number;
}

const nothing: WorkflowSteps = { transitions: 0, invocations: 0 };
const wake: WorkflowSteps = { transitions: 1, invocations: 1 };

export function workflowSteps(operation: string, request: Readonly<Record<string, unknown>>): WorkflowSteps {
  if (operation === 'StartExecution') {
    const children = childrenOf(request);
    return { transitions: 3 + 2 * children, invocations: children };
  }
  return operation === 'SendTaskFailure' ? wake : nothing;
}

function childrenOf(request: Readonly<Record<string, unknown>>): number {
  // The input of a run (contracts/messages.ts) has the numbers of its targets.
  const { targets } = JSON.parse(String(request['input'])) as { targets: readonly number[] };
  return targets.length;
}
