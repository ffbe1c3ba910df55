import { closeAll } from './setup/leave-nothing.ts';

/** As a shell has it for signals. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Leaves nothing behind when somebody interrupts this process, and ends it. Answers whether that is going on. */
export function endWhenInterrupted(say: (sentence: string) => void): () => boolean {
  let ending = false;
  for (const [signal, code] of Object.entries(exitCodes)) {
    // Not once: execa's own listener would take the process for one that does not mind, and end it.
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      say(`${signal}: cleaning up …`);
      void closeAll().then(() => process.exit(code));
    });
  }
  return () => ending;
}
