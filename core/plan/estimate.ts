/**
 * What a fleet may cost, judged by what finished tasks like its own have cost: the quartiles and the median of one task, times the number of
 * targets. It says where the numbers come from, and what they leave out. Nothing is decided by it.
 * Example: four tasks cost $1, $2, $3 and $10; 100 targets → from $175 over $250 to $475.
 */
import type { Budget } from '../budget.ts';
import { dollars } from '../text/dollars.ts';
import { plural } from '../text/plural.ts';

/** A task of the same caller and workflow that a worker took and that has ended. */
export interface PastTask {
  /** US dollars; null: unknown. */
  readonly costUsd: number | null;
  /** The day on which it was created, such as `2026-11-20`. */
  readonly day: string;
}

/** The work of one task, and what is known of its like. */
export interface Work {
  readonly workflow: string;
  readonly usesAgent: boolean;
  /** Those that the request names; null: any. */
  readonly agent: string | null;
  readonly model: string | null;
  /** Newest first, of the agent and the model that are named. */
  readonly past: readonly PastTask[];
}

export interface Estimated extends Work {
  readonly targets: number;
  readonly budget: Budget | null;
}

type Range = { readonly [K in 'low' | 'expected' | 'high']: number | null };
export interface Estimate {
  /** US dollars; null: not known. */
  readonly usd: Range;
  /** Sentences that say where the numbers come from. */
  readonly basis: string;
}

export function estimateCost(of: Estimated): Estimate {
  if (!of.usesAgent) return free(of.workflow);
  const known = of.past.flatMap(({ costUsd }) => costUsd ?? []).sort((a, b) => a - b);
  const unknown = of.past.length - known.length;
  return known.length === 0 ? notKnown(of, unknown) : fromPast(of, known, unknown);
}

const free = (workflow: string): Estimate => ({
  usd: { low: 0, expected: 0, high: 0 },
  basis: `Work of ${workflow} runs no agent: it costs nothing, unless its command reports a cost.`,
});

function notKnown(of: Estimated, unknown: number): Estimate {
  const past =
    unknown === 0
      ? `You have no finished task of ${kindOf(of)} in the last months`
      : `${plural(unknown, 'finished task')} of ${kindOf(of)} told no cost`;
  return { usd: { low: null, expected: null, high: null }, basis: `${past}. ${boundOf(of)}` };
}

/** What the budget says about a cost of which nothing else is known. */
export function boundOf({ budget, targets }: Pick<Estimated, 'budget' | 'targets'>): string {
  if (!budget) return 'There is no budget.';
  if (budget.fleetUsd !== null) return `The budget launches nothing beyond ${dollars(budget.fleetUsd)}.`;
  const each = dollars(budget.targetUsd);
  const all = dollars(rounded(budget.targetUsd * targets));
  return `The budget allows ${each} for an attempt: ${all} for one at each of ${plural(targets, 'target')}.`;
}

function fromPast(of: Estimated, known: readonly number[], unknown: number): Estimate {
  const { targets, budget, past } = of;
  const limit = budget?.fleetUsd ?? Infinity;
  const all = (quantile: number): number => rounded(at(known, quantile) * targets);
  const newest = past.reduce((latest, { costUsd, day }) => (costUsd !== null && day > latest ? day : latest), '');
  const sentences = [
    `From ${plural(known.length, 'finished task')} of ${kindOf(of)} with a known cost, the newest from ${newest}${unknown === 0 ? '' : `; ${unknown} more told no cost`}.`,
    `One task for ${targets === 1 ? 'the target' : `each of ${targets} targets`}; what is tried again comes on top.`,
    ...(all(0.75) > limit
      ? [`The budget launches nothing beyond ${dollars(limit)}; without it the high value is ${dollars(all(0.75))}.`]
      : []),
  ];
  const within = (quantile: number): number => Math.min(limit, all(quantile));
  return { usd: { low: within(0.25), expected: within(0.5), high: within(0.75) }, basis: sentences.join(' ') };
}

export function kindOf({ workflow, agent, model }: Omit<Work, 'past' | 'usesAgent'>): string {
  const using = [...(agent === null ? [] : [`the agent ${agent}`]), ...(model === null ? [] : [`the model ${model}`])];
  return using.length === 0 ? workflow : `${workflow} with ${using.join(' and ')}`;
}

/** The value below which that share of the sorted values lies; between two of them in proportion. */
function at(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  // Each value counts by how near it is to the place: of one that is a whole step away, nothing.
  return sorted.reduce((sum, value, n) => sum + value * Math.max(0, 1 - Math.abs(place - n)), 0);
}

/** To whole cents, without the errors of fractions. */
export const rounded = (usd: number): number => Math.round(usd * 100) / 100;
