/** What holds while a fleet runs, in words: when failures stop it, and when its budget does. */
import { policyOf } from '../../contracts/failure-policy.ts';
import type { PlanView } from '../../contracts/http/plan.ts';
import type { SubmitBody } from '../../contracts/http/submit.ts';
import type { FailurePolicy } from '../../core/failure-policy.ts';
import { dollars } from '../../core/text/dollars.ts';
import { plural } from '../../core/text/plural.ts';
import type { Body } from './fleet-document.ts';
import type { PlanStep } from './plan-step.ts';

/** @param given as it was sent: of a fleet made from another one, what it does not say is not known here */
export function ruleSteps(body: SubmitBody, plan: PlanView, given: Body): PlanStep[] {
  const isElsewhere = (key: string): boolean => (body.retry_of ?? body.preset) != null && given[key] === undefined;
  const inherited: PlanStep[] =
    body.retry_of == null
      ? []
      : [
          {
            kind: 'rule',
            title: `Settings that it does not say are those of ${body.retry_of}`,
            note: 'They are not shown here.',
          },
        ];
  return [
    ...(isElsewhere('failure') ? [] : [failureRule(policyOf(body.failure), plan.targets.length)]),
    ...(isElsewhere('budget') ? [] : budgetRules(body)),
    ...inherited,
    ...(body.preset == null || given['budget'] !== undefined
      ? []
      : [
          {
            kind: 'rule',
            title: 'The preset says the budget, and how failures are healed',
            note: 'Write budget or heal to say otherwise.',
          } as const,
        ]),
  ];
}

function failureRule(policy: FailurePolicy | null, total: number): PlanStep {
  if (policy === null) return { kind: 'rule', title: 'Failures never stop it' };
  const units = policy.unit === 'group' ? 'groups' : 'targets';
  const limits = [
    ...(policy.thresholdPercent === null
      ? []
      : [`more than ${policy.thresholdPercent} % of ${policy.of === 'total' ? `all ${units}` : 'what finished'} has failed`]),
    ...(policy.thresholdCount === null ? [] : [`${plural(policy.thresholdCount, units.slice(0, -1))} failed`]),
  ];
  const early =
    policy.uniformEarlyFailure > 0 && policy.uniformEarlyFailure <= total
      ? ` The same if the first ${policy.uniformEarlyFailure} all fail in one way.`
      : '';
  const then = policy.action === 'abort' ? 'it launches nothing more, and ends.' : 'it launches nothing more and waits for you.';
  return { kind: 'rule', title: `If ${limits.join(', or ')}`, note: `${then}${early}` };
}

function budgetRules({ budget }: SubmitBody): PlanStep[] {
  if (budget?.fleet_usd == null) return [];
  return [
    {
      kind: 'rule',
      title: `Never more than ${dollars(budget.fleet_usd)} in all`,
      note: `An attempt may cost ${dollars(budget.target_usd)}. Where the next one could go beyond the limit, it launches nothing more and waits for you.`,
    },
  ];
}
