/** Warns in a plan of a budget that lets nothing start. */
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { PlanView } from '../../../../contracts/http/plan.ts';
import { runsAgent } from '../../../../contracts/workflows.ts';

export function budgetWarnings({ budget }: Pick<SubmitBody, 'budget'>, workflowRef: string): PlanView['warnings'] {
  // Work without an agent reserves nothing.
  if (budget?.fleet_usd == null || !runsAgent(workflowRef)) return [];
  const { fleet_usd: fleet, target_usd: target } = budget;
  if (fleet >= target) return [];
  const message = `An attempt may cost $${target}, and the fleet $${fleet}: it pauses before its first launch. Raise fleet_usd, or lower target_usd.`;
  return [{ path: '/budget/fleet_usd', code: 'NOTHING_CAN_START', message }];
}
