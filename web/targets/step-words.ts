/** How a target stands with a step, in words. */
import type { StepView } from '../../contracts/http/fleet-steps.ts';
import { plural } from '../../core/text/plural.ts';
import { dollars } from '../words/money.ts';

/** Example: `done · batch 2 of 4: Core Components · healed · 2 attempts · $0.40`. */
export function stepWords({ status, batch, healed, attempts, cost_usd }: StepView): string {
  return [
    status,
    ...(batch === null
      ? []
      : [`batch ${batch.index} of ${batch.count}: ${batch.name}`, `${plural(batch.tasks_open, 'task')} open`]),
    ...(healed ? ['healed'] : []),
    ...(attempts.length > 1 ? [`${attempts.length} attempts`] : []),
    ...(cost_usd === null ? [] : [dollars(cost_usd)]),
  ].join(' · ');
}
