/** Aborts when the person or the system wants the demo to end: Ctrl-C, SIGTERM, a closed terminal, nobody left to read. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, abort);
  process.stdout.on('error', abort);
  process.stderr.on('error', abort);
  return controller.signal;
}
