import type { RuntimeLogger } from '../runtime-logger.ts';
import { messageOf } from '../error-facts.ts';

/** Something that runs again and again. */
export interface Schedule {
  /** Stops it, and waits for the run under way. */
  readonly close: () => Promise<void>;
}

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Milliseconds between two runs of `rate(1 minute)`.
 * @throws Error when it is another kind of schedule
 */
export function intervalOf(expression: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const [, count, unit] = match ?? [];
  if (count === undefined || unit === undefined) throw new Error(`the schedule ${expression} is not supported: only rate(…) is`);
  return Number(count) * (units[unit] ?? 0);
}

/** Runs something every so many milliseconds. A run that takes longer makes the next one wait; none pile up. */
export function startSchedule(intervalMs: number, run: () => Promise<unknown>, logger: RuntimeLogger): Schedule {
  let underWay: Promise<void> | undefined;
  const tick = (): void => {
    if (underWay !== undefined) return;
    underWay = run()
      .then(
        () => undefined,
        (error: unknown) => {
          logger.warn(`the schedule's function failed: ${messageOf(error)}`);
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
