/**
 * The work of an attempt: that of its step, with the target's own values before those of the step, and those of the step before those of the
 * fleet; only the description of the step goes first. Other words of a person go before all of them.
 */
import type { FleetSpec, TargetRecord } from '../../contracts/fleet-records.ts';
import type { FrozenStep, RetryWords } from '../../contracts/steps.ts';
import { findWorkflow } from '../../contracts/workflows.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';

export interface Work extends Pick<FleetSpec, 'workflow_ref' | 'params' | 'verifiers' | 'timeout_s' | 'max_turns'> {
  /** A template. */
  readonly template: string | null;
  readonly agent: string | null;
  readonly model: string | null;
  /** Null: the fleet has no steps. */
  readonly step: FrozenStep | null;
  /** Its place among the steps. */
  readonly at: number;
}

export function workOf(ledger: Ledger, spec: FleetSpec, target: TargetRecord, words: RetryWords | null): Work {
  const at = ledger.atSteps[target.ordinal] ?? 0;
  const step = spec.steps?.[at] ?? null;
  const workflow_ref = step?.workflow_ref ?? spec.workflow_ref;
  const runsAgent = findWorkflow(workflow_ref)?.agent !== false;
  return {
    workflow_ref,
    params: step?.params ?? spec.params,
    verifiers: findWorkflow(workflow_ref)?.merges ? [] : (target.verifiers ?? step?.verifiers ?? spec.verifiers),
    timeout_s: step?.timeout_s ?? spec.timeout_s,
    max_turns: runsAgent ? (words?.max_turns ?? target.max_turns ?? (step ? step.max_turns : spec.max_turns)) : null,
    template: words?.task_description ?? step?.task_description ?? target.task_description ?? spec.task_description,
    ...(runsAgent ? agentOf(spec, step, words) : { agent: null, model: null }),
    step,
    at,
  };
}

/** The model belongs to the agent that it is given with. */
function agentOf(spec: FleetSpec, step: FrozenStep | null, words: RetryWords | null): Pick<Work, 'agent' | 'model'> {
  const given = step ?? { agent: spec.agent ?? null, model: spec.model ?? null };
  const agent = words?.agent ?? given.agent;
  const isOther = words?.agent != null && words.agent !== given.agent;
  return { agent, model: words?.model ?? (isOther ? null : given.model) };
}
