/** What ends the wait for a person who signs in: Ctrl-C, SIGTERM, or the end of the time for it. */

export interface Stop {
  readonly signal: AbortSignal;
  readonly reason: () => 'interrupted' | 'timeout';
  /** As Ctrl-C does. */
  readonly interrupt: () => void;
  /** Gives SIGINT and SIGTERM back to the process. */
  readonly release: () => void;
}

export function stopAfter(ms: number): Stop {
  const controller = new AbortController();
  let why: 'interrupted' | 'timeout' = 'timeout';
  const interrupt = (): void => {
    why = 'interrupted';
    controller.abort();
  };
  const timer = setTimeout(() => {
    controller.abort();
  }, ms);
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    reason: () => why,
    interrupt,
    release: () => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    },
  };
}
