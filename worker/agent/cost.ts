/** What a run cost: in dollars that the program tells, or in tokens with their prices. Null: not known. Never 0 for that. */
import type { PresetAgent } from '../../contracts/worker-config.ts';
import type { Tokens } from './preset.ts';

/** More can only be a mistake of the program. */
const mostUsd = 1_000_000;

/** Rounded to a millionth of a dollar; null for what is no sum of money. */
export const dollars = (usd: number): number | null =>
  Number.isFinite(usd) && usd >= 0 && usd <= mostUsd ? Math.round(usd * 1e6) / 1e6 : null;

/** `prices` are those of the agent's model, and so of no other that a task asks for. Where none is named, they are those of every model. */
export const pricesOf = (
  { model: own, prices }: Pick<PresetAgent, 'model' | 'prices'>,
  model: string | undefined,
): PresetAgent['prices'] => (own === undefined || own === model ? prices : undefined);

export function priceOf(tokens: Tokens, prices: NonNullable<PresetAgent['prices']>): number | null {
  const { input, output, cached_input: cached = input } = prices;
  const uncached = Math.max(0, tokens.input - tokens.cached);
  return dollars((uncached * input + Math.min(tokens.cached, tokens.input) * cached + tokens.output * output) / 1e6);
}

/** What was used since an earlier total; null where the earlier one is not smaller, so that the two do not belong together. */
export function tokensSince(total: Tokens, earlier: Tokens): Tokens | null {
  const since = {
    input: total.input - earlier.input,
    cached: total.cached - earlier.cached,
    output: total.output - earlier.output,
  };
  return Object.values(since).every((count) => count >= 0) && since.input + since.output > 0 ? since : null;
}

/** How long a budget lasts by what an hour of the agent costs at most, seconds; undefined where time does not bound it. */
export const secondsOfBudget = (
  usd: number | undefined,
  { usd_per_hour: perHour }: Pick<PresetAgent, 'usd_per_hour'>,
): number | undefined => (usd === undefined || perHour === undefined ? undefined : (usd / perHour) * 3_600);
