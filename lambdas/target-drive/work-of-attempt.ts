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
  const { workflow_ref, params, timeout_s } = step ?? spec;
  const workflow = findWorkflow(workflow_ref);
  const verifiers = target.verifiers ?? step?.verifiers ?? spec.verifiers;
  return {
    workflow_ref,
    params,
    verifiers: workflow?.merges ? [] : verifiers,
    timeout_s,
    template: words?.task_description ?? templateOf(step, target, spec),
    ...(workflow?.agent === false ? { agent: null, model: null, max_turns: null } : agentOf(step ?? spec, target, words)),
    step,
    at,
  };
}

const templateOf = (step: FrozenStep | null, target: TargetRecord, spec: FleetSpec): string | null =>
  step?.task_description ?? target.task_description ?? spec.task_description;

type OfAgent = Pick<Work, 'agent' | 'model' | 'max_turns'>;

/** The model belongs to the agent that it is given with. @param given the step, or the spec of a fleet without steps */
function agentOf(
  { agent: givenAgent = null, model: givenModel = null, max_turns }: Pick<FleetSpec, 'agent' | 'model' | 'max_turns'>,
  target: TargetRecord,
  words: RetryWords | null,
): OfAgent {
  const agent = words?.agent ?? givenAgent;
  return {
    agent,
    model: words?.model ?? (agent === givenAgent ? givenModel : null),
    max_turns: words?.max_turns ?? target.max_turns ?? max_turns,
  };
}
