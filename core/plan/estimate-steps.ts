/**
 * What a fleet with steps may cost: the sum of its steps, each judged by finished tasks of its own kind. It counts one task for each step and
 * target: further batches, heals and retries come on top, because nothing is known of them yet.
 * Example: two steps of which one task costs $1 to $2 each, 10 targets → from $20 to $40.
 */
import { dollars } from '../text/dollars.ts';
import { plural } from '../text/plural.ts';
import { boundOf, estimateCost, kindOf, rounded, type Estimate, type Estimated, type Work } from './estimate.ts';

export interface NamedWork extends Work {
  /** Of the step. */
  readonly name: string;
}

export interface EstimatedSteps extends Pick<Estimated, 'targets' | 'budget'> {
  readonly steps: readonly NamedWork[];
}

export function estimateSteps({ steps, targets, budget }: EstimatedSteps): Estimate {
  const paid = steps.filter(({ usesAgent }) => usesAgent);
  if (paid.length === 0) {
    const basis = 'No step runs an agent: it costs nothing, unless a command reports a cost.';
    return { usd: { low: 0, expected: 0, high: 0 }, basis };
  }
  const each = paid.map((step) => ({ step, usd: estimateCost({ ...step, targets, budget: null }).usd }));
  const unknown = each.flatMap(({ step, usd }) => (usd.expected === null ? [step] : []));
  if (unknown.length > 0) {
    const usd = { low: null, expected: null, high: null };
    // A limit of one attempt says nothing of several.
    const bound = budget?.fleetUsd === null ? [] : [boundOf({ budget, targets })];
    return { usd, basis: [notKnown(unknown), ...bound].join(' ') };
  }
  const limit = budget?.fleetUsd ?? Infinity;
  // Each of them is known by now.
  const all = (key: keyof Estimate['usd']): number => rounded(each.reduce((sum, { usd }) => sum + Number(usd[key]), 0));
  const within = (key: keyof Estimate['usd']): number => Math.min(limit, all(key));
  const sentences = [
    `The sum of ${plural(paid.length, 'step')}, from ${kinds(paid).map(pastOf).join(' and ')}.`,
    `One task at each step for ${targets === 1 ? 'the target' : `each of ${targets} targets`}; further batches, heals and what is tried again come on top.`,
    ...(all('high') > limit
      ? [`The budget launches nothing beyond ${dollars(limit)}; without it the high value is ${dollars(all('high'))}.`]
      : []),
  ];
  return { usd: { low: within('low'), expected: within('expected'), high: within('high') }, basis: sentences.join(' ') };
}

/** Each kind of work once. */
const kinds = (steps: readonly NamedWork[]): readonly NamedWork[] => [
  ...new Map(steps.map((step) => [kindOf(step), step])).values(),
];

const pastOf = (step: NamedWork): string => `${plural(step.past.length, 'finished task')} of ${kindOf(step)}`;

function notKnown(steps: readonly NamedWork[]): string {
  const names = steps.map(({ name }) => name).join(', ');
  return `You have no finished task with a known cost like ${steps.length === 1 ? 'the step' : 'the steps'} ${names} in the last months.`;
}
