/** Warns in a plan of a budget that lets nothing start, or some of it. */
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { PlanView } from '../../../../contracts/http/plan.ts';
import { runsAgent } from '../../../../contracts/workflows.ts';
import { frozenSteps, stepRules } from './freeze-steps.ts';

type Warnings = PlanView['warnings'];

/** Something that reserves more than the whole budget. */
interface TooDear {
  readonly code: string;
  readonly what: string;
  readonly usd: number;
  /** The launch before which the fleet pauses. */
  readonly before: string;
  readonly lower: string;
}

/** @param body completed */
export function budgetWarnings(body: SubmitBody, workflowRef: string): Warnings {
  const { budget, heal } = body;
  const fleet = budget?.fleet_usd;
  if (budget == null || fleet == null) return [];
  const reserved = [
    ...reservesOf({ ...body, budget }, workflowRef),
    ...(heal?.enabled ? [{ ...ofHeal, usd: budget.heal_usd }] : []),
  ];
  return reserved
    .filter(({ usd }) => usd > fleet)
    .map(({ code, what, usd, before, lower }) => ({
      path: '/budget/fleet_usd',
      code,
      message: `${what} may cost $${usd}, and the fleet $${fleet}: it pauses before ${before}. Raise fleet_usd, or lower ${lower}.`,
    }));
}

const ofHeal = { code: 'HEAL_CANNOT_START', what: 'A heal', before: 'its first heal', lower: 'heal_usd' };
const first = { code: 'NOTHING_CAN_START', before: 'its first launch' };

/** Work without an agent reserves nothing. */
function reservesOf(body: SubmitBody & { budget: NonNullable<SubmitBody['budget']> }, workflowRef: string): TooDear[] {
  const { target_usd: usd } = body.budget;
  const steps = stepRules(frozenSteps(body, workflowRef));
  if (steps.length === 0) return runsAgent(workflowRef) ? [{ ...first, what: 'An attempt', usd, lower: 'target_usd' }] : [];
  return steps.flatMap(({ name, usesAgent, budgetUsd }, at) => {
    if (!usesAgent) return [];
    const place = at === 0 ? first : { code: 'STEP_CANNOT_START', before: 'its first launch there' };
    const lower = budgetUsd === null ? 'target_usd' : 'budget_usd of the step';
    return [{ ...place, what: `An attempt at the step ${name}`, usd: budgetUsd ?? usd, lower }];
  });
}
