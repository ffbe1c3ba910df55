/** Ctrl-C while a fleet is watched: it ends the watching, never the fleet. */
/** SIGINT and SIGTERM abort the signal instead of ending the process, until `release` is called. */
export function interruption(): { readonly signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  process.on('SIGINT', abort).on('SIGTERM', abort);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', abort).off('SIGTERM', abort);
    },
  };
}
