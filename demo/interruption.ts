/** Aborts when the person or the system wants the demo to end: Ctrl-C, SIGTERM, a closed terminal. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      controller.abort();
    });
  }
  return controller.signal;
}
