/** Warns in a plan of a budget that lets nothing start, or some of it. */
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { PlanView } from '../../../../contracts/http/fleet.ts';
import { runsAgent } from '../../../../contracts/workflows.ts';
import { frozenSteps, stepRules } from './freeze-steps.ts';

type Warnings = PlanView['warnings'];

/** @param body completed */
export function budgetWarnings(body: SubmitBody, workflowRef: string): Warnings {
  const { budget, heal } = body;
  const fleet = budget?.fleet_usd;
  if (budget == null || fleet == null) return [];
  const steps = stepRules(frozenSteps(body, workflowRef));
  const path = '/budget/fleet_usd';
  // Work without an agent reserves nothing.
  if (steps.length === 0) {
    if (!runsAgent(workflowRef) || fleet >= budget.target_usd) return [];
    return [
      {
        path,
        code: 'NOTHING_CAN_START',
        message: `An attempt may cost $${budget.target_usd}, ${pauses(fleet, 'its first launch')}`,
      },
    ];
  }
  const dear = steps.flatMap(({ name, usesAgent, budgetUsd }, at): Warnings => {
    const most = budgetUsd ?? budget.target_usd;
    if (!usesAgent || fleet >= most) return [];
    const code = at === 0 ? 'NOTHING_CAN_START' : 'STEP_CANNOT_START';
    return [
      {
        path,
        code,
        message: `An attempt at the step ${name} may cost $${most}, ${pauses(fleet, `its first launch at that step`)}`,
      },
    ];
  });
  const heals = heal?.enabled === true && fleet < budget.heal_usd;
  const message = `A heal may cost $${budget.heal_usd}, ${pauses(fleet, 'its first heal')}`;
  return [...dear, ...(heals ? [{ path, code: 'HEAL_CANNOT_START', message }] : [])];
}

const pauses = (fleet: number, before: string): string =>
  `and the fleet $${fleet}: it pauses before ${before}. Raise fleet_usd, or lower what an attempt may cost.`;
