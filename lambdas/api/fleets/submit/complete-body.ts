/**
 * Completes the body of a submit: a preset becomes steps and the settings that go with it, and what a heal may cost is the same number
 * wherever the body says it.
 * Example: {preset: {name: 'phases'}, heal: {enabled: false}} → five steps, and the settings of the preset but for `heal`.
 */
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import { stepRequests } from '../../../../contracts/steps.ts';
import { presetSettings, stepsOfPreset } from './preset.ts';

/** @param raw the body as its caller sent it: what it does not say is the preset's to say */
export function completeBody(body: SubmitBody, raw: unknown, targets: number): SubmitBody {
  const { preset } = body;
  if (preset == null || body.steps != null) return withHealLimit(body, raw);
  const says = (key: string): boolean => typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key);
  const settings = Object.entries(presetSettings(preset, targets)).filter(([key]) => !says(key));
  const steps = stepRequests.parse(stepsOfPreset(preset));
  return withHealLimit({ ...body, steps, ...Object.fromEntries(settings) }, raw);
}

/** `budget.heal_usd` and `heal.max_budget_usd` are one number. Where both are given and differ, the body is refused (step-problems.ts). */
function withHealLimit(body: SubmitBody, raw: unknown): SubmitBody {
  const { heal, budget } = body;
  if (!heal || !budget) return body;
  const given = healUsdIn(raw);
  const usd = given ?? heal.max_budget_usd ?? budget.heal_usd;
  return { ...body, heal: { ...heal, max_budget_usd: usd }, budget: { ...budget, heal_usd: usd } };
}

/** `budget.heal_usd` as its caller sent it; undefined: the schema has filled it in, or nobody. */
export function healUsdIn(raw: unknown): number | undefined {
  if (typeof raw !== 'object' || raw === null || !('budget' in raw)) return undefined;
  const { budget } = raw;
  if (typeof budget !== 'object' || budget === null || !('heal_usd' in budget)) return undefined;
  return typeof budget.heal_usd === 'number' ? budget.heal_usd : undefined;
}
