/**
 * Git that waits where the forge answers, but not now: 429 and 5xx pass, and doing all the work again would only ask more of it.
 * A host that does not answer at all is told at once. Repeating is safe: a push names the tip that it replaces.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Git } from './git.ts';
import type { Log } from '../logger.ts';
import { Stopped } from '../stopped.ts';

/** Git tells no Retry-After; together these are two minutes. Seconds. */
const pauses = [1, 2, 4, 8, 15, 30, 60];
const later = /returned error: (429|5\d\d)\b/;

/** @throws Stopped when the task is let go of, also while waiting */
export function patientGit(git: Git, { signal, log }: { readonly signal: AbortSignal; readonly log: Log }): Git {
  return {
    run: (args, options) => git.run(args, options),
    async contact(args, options) {
      for (const pauseS of pauses) {
        const end = await git.contact(args, options);
        const status = end.ok ? undefined : later.exec(end.stderr)?.[1];
        if (status === undefined) return end;
        log.warn('The forge does not serve git now', { command: args[0], status: Number(status), retry_after_s: pauseS });
        await pause(pauseS * 1_000, undefined, { signal }).catch(stopped);
      }
      return git.contact(args, options);
    },
  };
}

function stopped(): never {
  throw new Stopped();
}
