/** The steps of a fleet as its spec keeps them, and as the engine decides on them. */
import type { FleetSpec } from '../../../../contracts/fleet-records.ts';
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { FrozenStep, StepInput, StepRequest } from '../../../../contracts/steps.ts';
import { findWorkflow, runsAgent } from '../../../../contracts/workflows.ts';
import type { StepRule } from '../../../../core/settings.ts';

/** The workflow of the step, or that of its fleet. */
export const workflowOfStep = ({ workflow_ref: own }: Pick<StepRequest, 'workflow_ref'>, ofFleet: string): string =>
  own ?? ofFleet;

type Body = Pick<SubmitBody, 'steps' | 'params' | 'agent' | 'model' | 'max_turns' | 'timeout_s'>;

/** Empty: each target takes one task. */
export const frozenSteps = (body: Body, workflowRef: string): FrozenStep[] =>
  (body.steps ?? []).map((step) => frozenStep(step, body, workflowRef));

function frozenStep(step: StepRequest, body: Body, ofFleet: string): FrozenStep {
  const workflow_ref = workflowOfStep(step, ofFleet);
  return {
    name: step.name,
    workflow_ref,
    task_description: step.task_description ?? null,
    params: { ...body.params, ...step.params },
    verifiers: step.verifiers ?? null,
    build: step.build ?? true,
    expects: step.expects ?? [],
    unless_exists: step.unless_exists ?? [],
    batches: step.batches ?? null,
    gate: step.gate === 'person',
    ...(runsAgent(workflow_ref) ? agentOf(step, body) : { agent: null, model: null, max_turns: null }),
    timeout_s: step.timeout_s ?? body.timeout_s,
    budget_usd: step.budget_usd ?? null,
  };
}

/** The model of the fleet belongs to the agent of the fleet. */
const agentOf = (step: StepRequest, body: Body): Pick<FrozenStep, 'agent' | 'model' | 'max_turns'> => ({
  agent: step.agent ?? body.agent ?? null,
  model: step.model ?? (step.agent == null ? (body.model ?? null) : null),
  max_turns: step.max_turns ?? body.max_turns ?? null,
});

export const stepRules = (steps: readonly FrozenStep[]): StepRule[] =>
  steps.map(({ name, workflow_ref, timeout_s, budget_usd, gate, batches }) => ({
    name,
    timeoutS: timeout_s,
    budgetUsd: budget_usd,
    gate,
    batches: batches !== null,
    usesAgent: runsAgent(workflow_ref),
    merges: findWorkflow(workflow_ref)?.merges ?? false,
  }));

/** The steps of an earlier fleet as a request gives them: without what they have from that fleet, so that the new one may say it anew. */
export const stepsToRequest = (spec: FleetSpec, steps: readonly FrozenStep[]): StepInput[] =>
  steps.map((step) => {
    const { name, task_description, budget_usd, verifiers, batches, expects, unless_exists, gate, build } = step;
    const params = Object.fromEntries(Object.entries(step.params).filter(([key, value]) => spec.params[key] !== value));
    return {
      ...{ name, task_description, budget_usd },
      ...(step.workflow_ref === spec.workflow_ref ? {} : { workflow_ref: step.workflow_ref }),
      ...(Object.keys(params).length === 0 ? {} : { params }),
      ...(verifiers === null ? {} : { verifiers }),
      ...(build === true ? {} : { build }),
      ...(expects.length === 0 ? {} : { expects }),
      ...(unless_exists.length === 0 ? {} : { unless_exists }),
      ...(batches === null ? {} : { batches }),
      ...(gate ? { gate: 'person' as const } : {}),
      ...ownAgent(step, spec),
      ...(step.max_turns === spec.max_turns ? {} : { max_turns: step.max_turns }),
      ...(step.timeout_s === spec.timeout_s ? {} : { timeout_s: step.timeout_s }),
    };
  });

/** The model of the fleet belongs to the agent of the fleet. */
function ownAgent({ agent, model }: FrozenStep, spec: FleetSpec): Pick<StepInput, 'agent' | 'model'> {
  const [agentOfFleet, modelOfFleet] = [spec.agent ?? null, spec.model ?? null];
  const isOfFleet = agent === agentOfFleet && (model !== null || modelOfFleet === null);
  return {
    ...(isOfFleet || agent === null ? {} : { agent }),
    ...(model === null || (isOfFleet && model === modelOfFleet) ? {} : { model }),
  };
}
