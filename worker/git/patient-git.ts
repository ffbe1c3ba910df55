/**
 * Git that repeats a command which the forge answers with 429 or 5xx. Such an answer passes, and failing the task would make the
 * forge serve all of its work once more. A host that does not answer at all fails at once. Repeating is safe: a push names the
 * tip that it replaces.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Git } from './git.ts';
import type { Log } from '../logger.ts';
import { TaskStopped } from '../task-stopped.ts';

/** Seconds, two minutes together. Git does not tell the forge's Retry-After. */
const pausesS = [1, 2, 4, 8, 15, 30, 60];
const temporary = /returned error: (429|5\d\d)\b/;

/** @throws TaskStopped when the worker stops the task, also during a pause */
export function patientGit(git: Git, { signal, log }: { readonly signal: AbortSignal; readonly log: Log }): Git {
  return {
    run: (args, options) => git.run(args, options),
    async contact(args, options) {
      for (const pauseS of pausesS) {
        const end = await git.contact(args, options);
        const status = end.ok ? undefined : temporary.exec(end.stderr)?.[1];
        if (status === undefined) return end;
        log.warn('The forge does not serve git now', { command: args[0], status: Number(status), retry_after_s: pauseS });
        await pause(pauseS * 1_000, undefined, { signal }).catch(stopped);
      }
      return git.contact(args, options);
    },
  };
}

function stopped(): never {
  throw new TaskStopped();
}
