/** What a plan costs and how long it takes, in words. An unknown cost is never shown as 0. */
import type { PlanView } from '../../contracts/http/plan.ts';
import { dollars } from '../../core/text/dollars.ts';
import { formatDuration } from '../../core/text/duration.ts';

/** Example: `about $4.20 ($2.10 to $9.00)`. */
export function costRange({ estimate: { usd } }: Pick<PlanView, 'estimate'>): string {
  const { low, expected, high } = usd;
  if (expected === null) return 'not known';
  return low === null || high === null || low === high
    ? `about ${rounded(expected)}`
    : `about ${rounded(expected)} (${rounded(low)} to ${rounded(high)})`;
}

/** To the cent, unless it is less than one. */
const rounded = (usd: number): string => dollars(usd < 0.01 ? usd : Math.round(usd * 100) / 100);

export const longestWords = ({ limits }: Pick<PlanView, 'limits'>): string =>
  `${formatDuration(limits.timeout_s * 1_000)} per attempt`;
