/** Ends the bench at a signal, after everything that it started has been closed. */
import { closeAll } from './setup/leave-nothing.ts';

/** The exit codes of a shell for these signals. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** @returns a function that tells whether the process is ending because of a signal */
export function endWhenInterrupted(say: (sentence: string) => void): () => boolean {
  let ending = false;
  for (const [signal, code] of Object.entries(exitCodes)) {
    // `on`, not `once`: without a listener left, execa's own one would end the process at once.
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      say(`${signal}: cleaning up …`);
      void closeAll().then(() => process.exit(code));
    });
  }
  return () => ending;
}
