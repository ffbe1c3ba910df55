/** Waits for the signal that ends a service of this command: the embedded runtime or a worker. */
import { exitCodes } from './exit-code.ts';

/** Resolves at the first SIGINT or SIGTERM, so that the service can end cleanly. A SIGINT more than a second later ends the process at once. */
export function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const ask = (signal: NodeJS.Signals): void => {
      // The terminal sends Ctrl-C to the launcher and to this process, and the launcher passes it on: two at once are one.
      if (askedAt !== undefined && signal === 'SIGINT' && Date.now() - askedAt > 1_000) process.exit(exitCodes.interrupted);
      askedAt ??= Date.now();
      resolve();
    };
    process.on('SIGINT', ask).on('SIGTERM', ask);
  });
}
