/** Prices the counted usage, and tells where the money goes. */
import { invocationGigabytes, invocationSeconds, prices } from '../prices.ts';
import type { Usage } from './aws-usage.ts';
import { totalUnits } from './write-units.ts';

export interface PricedUsage {
  readonly usd: number;
  /** The counts, the parts of the price, and what is not included. */
  readonly notes: readonly string[];
}

/**
 * @param unit for the notes: what one of the things is whose price is told
 * @param times what the usage is multiplied with to be that of one
 */
export function pricedUsage(usage: Usage, unit: string, times: number): PricedUsage {
  const { writes, ...others } = usage;
  const counts = Object.entries({ writeUnits: totalUnits(writes), ...others });
  const parts = Object.entries(dollars(usage));
  return {
    usd: parts.reduce((sum, [, usd]) => sum + usd, 0) * times,
    notes: [
      `per ${unit}: ${counts.map(([name, count]) => `${name} ${(count * times).toFixed(2)}`).join(' · ')}`,
      `per ${unit}: ${parts.map(([name, usd]) => `${name} $${(usd * times).toFixed(6)}`).join(' · ')}`,
      `assumed: ${invocationSeconds} s × ${invocationGigabytes} GB per invocation; not included: logs, metrics, traces, storage, gateway, workers' machines`,
    ],
  };
}

function dollars(usage: Usage): Record<string, number> {
  const seconds = usage.invocations * invocationSeconds * invocationGigabytes;
  return {
    writes: totalUnits(usage.writes) * prices.dynamoWrite,
    reads: usage.readUnits * prices.dynamoRead,
    transitions: usage.transitions * prices.stateTransition,
    messages: usage.fifoRequests * prices.sqsFifo + usage.standardRequests * prices.sqsStandard,
    events: usage.events * prices.event,
    invocations: usage.invocations * prices.invocation + seconds * prices.gigabyteSecond,
  };
}
