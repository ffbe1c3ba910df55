import { exitCodes } from './exit-code.ts';

/** Resolves at the first SIGINT or SIGTERM, so that a service can end cleanly; a SIGINT more than a second later ends it at once. */
export function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const ask = (signal: NodeJS.Signals): void => {
      // A launcher passes on what the terminal also sends to its child: two signals at once are one wish.
      if (askedAt !== undefined && signal === 'SIGINT' && Date.now() - askedAt > 1_000) process.exit(exitCodes.interrupted);
      askedAt ??= Date.now();
      resolve();
    };
    process.on('SIGINT', ask).on('SIGTERM', ask);
  });
}
