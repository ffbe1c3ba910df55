/** Runs a function at an interval, as a rule with a schedule does. */
import type { RuntimeLogger } from '../runtime-logger.ts';
import { messageOf } from '../../core/text/message-of-error.ts';

export interface Schedule {
  /** Starts no more runs, and waits for the run under way. */
  readonly close: () => Promise<void>;
}

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Milliseconds between two runs. Example: `rate(1 minute)` → 60,000.
 * @throws Error when the expression is not a rate
 */
export function intervalOf(expression: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const [, count, unit] = match ?? [];
  if (count === undefined || unit === undefined) throw new Error(`the schedule ${expression} is not supported (only rate(…) is)`);
  return Number(count) * (units[unit] ?? 0);
}

/** While a run is under way, no further one starts. */
export function startSchedule(intervalMs: number, run: () => Promise<unknown>, logger: RuntimeLogger): Schedule {
  let underWay: Promise<void> | undefined;
  const tick = (): void => {
    if (underWay !== undefined) return;
    underWay = run()
      .then(
        () => undefined,
        (error: unknown) => {
          logger.warn(`A scheduled function failed: ${messageOf(error)}`);
        },
      )
      .finally(() => {
        underWay = undefined;
      });
  };
  const timer = setInterval(tick, intervalMs);
  return {
    close: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
