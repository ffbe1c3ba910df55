/** The flag `--user-usd-per-day`, by which `bgagent local` gets the setting `user_usd_per_day`. */
import { Flags } from '@oclif/core';
import { dailyLimit } from '../contracts/daily-limit.ts';
import { usageError } from './cli-error.ts';

export const dailyLimitFlag = Flags.string({
  description:
    'US dollars that the tasks and fleets of a user may cost in a day (UTC); 0: no limit. A task counts with its max_budget_usd, or with 5, until its cost is known.',
  default: '0',
  helpValue: 'USD',
});

/**
 * The value of the parameter `UserUsdPerDay`.
 * @throws CliError (usage) for anything but 0 or a number of dollars, in digits
 */
export function dailyLimitOfFlag(text: string): string {
  const digits = /^\d{1,7}(?:\.\d{1,6})?$/.test(text);
  const parsed = dailyLimit.safeParse(digits ? Number(text) : Number.NaN);
  if (parsed.success) return String(parsed.data);
  throw usageError(
    `--user-usd-per-day ${text} is no daily limit: write US dollars from 0.01 to 1000000, such as 50, or 0 for no limit.`,
  );
}
