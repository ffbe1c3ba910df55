/**
 * Completes the body of a submit: a preset becomes steps, and the settings that go with it; what a heal may cost is the same number wherever
 * the body says it; and a setting that was taken over from an earlier fleet is dropped where the new work has no use for it.
 * Example: {preset: {name: 'phases'}, budget: {target_usd: 3}} → five steps, and the settings of the preset but for `target_usd`.
 */
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import { stepRequests } from '../../../../contracts/steps.ts';
import { findWorkflow, runsAgent } from '../../../../contracts/workflows.ts';
import { workflowOfStep } from './freeze-steps.ts';
import { presetSettings, stepsOfPreset } from './preset.ts';
import { isObject } from './salvage.ts';

/** A body as its caller sent it: what it does not say is the preset's to say. */
export type Given = Readonly<Record<string, unknown>>;

export function withSteps(body: SubmitBody): SubmitBody {
  const { preset } = body;
  return preset == null || body.steps != null ? body : { ...body, steps: stepRequests.parse(stepsOfPreset(preset)) };
}

interface Work {
  readonly given: Given;
  readonly workflowRef: string;
  readonly targets: number;
}

/** @param body with its steps */
export function withSettings(body: SubmitBody, work: Work): SubmitBody {
  return withHealLimit(withoutUseless(withPresetSettings(body, work), work), work.given);
}

/** An object is completed key by key; null is a value too. */
function withPresetSettings(body: SubmitBody, { given, targets }: Work): SubmitBody {
  if (body.preset == null) return body;
  const { exclusive, pause_between, heal, budget, ...failure } = presetSettings(body.preset, targets);
  const says = (key: string): boolean => Object.hasOwn(given, key);
  return {
    ...body,
    heal: completed<NonNullable<SubmitBody['heal']>>(heal, body.heal, given['heal']),
    budget: completed<NonNullable<SubmitBody['budget']>>(budget, body.budget, given['budget']),
    ...(says('exclusive') ? {} : { exclusive }),
    ...(says('pause_between') ? {} : { pause_between }),
    ...(says('failure') ? {} : failure),
  };
}

function completed<T extends object>(preset: T, read: T | null | undefined, given: unknown): T | null | undefined {
  if (given === undefined) return preset;
  if (!isObject(given) || read == null) return read;
  const unsaid = Object.entries(preset).filter(([key]) => !Object.hasOwn(given, key));
  // Keys of T with values of T.
  return { ...read, ...(Object.fromEntries(unsaid) as Partial<T>) };
}

function withoutUseless(body: SubmitBody, { given, workflowRef }: Work): SubmitBody {
  const steps = body.steps ?? [];
  const refs = steps.length === 0 ? [workflowRef] : steps.map((step) => workflowOfStep(step, workflowRef));
  const ofAgents = refs.some(runsAgent) ? [] : (['heal', 'agent', 'model'] as const);
  const useless = [...ofAgents, ...(canPause(body) ? [] : (['pause_between'] as const))];
  const taken = useless.filter((key) => body[key] != null && given[key] == null);
  // What publishes nothing needs no review. Anything else is refused rather than published without one.
  const publish = given['publish'] == null && refs.every((ref) => findWorkflow(ref)?.readOnly) ? 'auto' : body.publish;
  return { ...body, publish, ...Object.fromEntries(taken.map((key) => [key, null])) };
}

/** Whether there is something between which its targets may wait. */
export function canPause({ steps, pause_between: between }: Pick<SubmitBody, 'steps' | 'pause_between'>): boolean {
  if (between == null) return true;
  return between === 'steps' ? (steps ?? []).length > 0 : (steps ?? []).some(({ batches }) => batches !== undefined);
}

/** `budget.heal_usd` and `heal.max_budget_usd` are one number. Where both are given and differ, the body is refused (step-problems.ts). */
function withHealLimit(body: SubmitBody, given: Given): SubmitBody {
  const { heal, budget } = body;
  if (!heal || !budget) return body;
  const said = healLimits(given);
  const usd = said.ofBudget ?? said.ofHeal ?? heal.max_budget_usd ?? budget.heal_usd;
  return { ...body, heal: { ...heal, max_budget_usd: usd }, budget: { ...budget, heal_usd: usd } };
}

/** `budget.heal_usd` and `heal.max_budget_usd` as the caller sent them; undefined: not said. */
export function healLimits(given: Given): { readonly ofBudget: number | undefined; readonly ofHeal: number | undefined } {
  return { ofBudget: numberIn(given['budget'], 'heal_usd'), ofHeal: numberIn(given['heal'], 'max_budget_usd') };
}

function numberIn(holder: unknown, key: string): number | undefined {
  const value = isObject(holder) ? holder[key] : undefined;
  return typeof value === 'number' ? value : undefined;
}
