/** Ends the demo early: at Ctrl-C, at SIGTERM, when the terminal closes, or when the reader of its output has gone. */
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
