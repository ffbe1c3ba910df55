/**
 * Git that repeats a command which the forge answers with 429 or 5xx. Such an answer passes, and failing the task would make the
 * forge serve all of its work once more. A host that does not answer at all fails at once. Repeating is safe: a push names the
 * tip that it replaces.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Git, GitEnd } from './git.ts';
import type { GitCommand } from './git-script.ts';
import type { Log } from '../logger.ts';
import { TaskStopped } from '../task-stopped.ts';

/** Seconds, two minutes together. Git does not tell the forge's Retry-After. */
const pausesS = [1, 2, 4, 8, 15, 30, 60];
const temporary = /returned error: (429|5\d\d)\b/;

/** @throws TaskStopped when the worker stops the task, also during a pause */
export function patientGit(git: Git, { signal, log }: { readonly signal: AbortSignal; readonly log: Log }): Git {
  /** Answers whether the command is to be repeated, after the pause before that. */
  const pauseToRepeat = async (command: GitCommand, end: GitEnd, pauseS: number): Promise<boolean> => {
    const status = end.ok ? undefined : temporary.exec(end.stderr)?.[1];
    if (status === undefined) return false;
    log.warn('The forge does not serve git now', { command: nameOf(command), status: Number(status), retry_after_s: pauseS });
    await pause(pauseS * 1_000, undefined, { signal }).catch(stopped);
    return true;
  };
  return {
    ...git,
    async contact(args, options) {
      for (const pauseS of pausesS) {
        const end = await git.contact(args, options);
        if (!(await pauseToRepeat(args, end, pauseS))) return end;
      }
      return git.contact(args, options);
    },
    async contactAll(commands, options) {
      const ends: GitEnd[] = [];
      const goOn = async (): Promise<void> => {
        ends.push(...(await git.contactAll(commands.slice(ends.length), options)));
      };
      for (const pauseS of pausesS) {
        await goOn();
        const [command, end] = [commands[ends.length - 1], ends.at(-1)];
        if (!command || !end || !(await pauseToRepeat(command, end, pauseS))) return ends;
        ends.pop();
      }
      await goOn();
      return ends;
    },
  };
}

/** `-C <folder> ls-remote …` → `ls-remote`. */
const nameOf = (command: GitCommand): string => command.map(String).find((text) => /^[a-z][a-z-]*$/.test(text)) ?? '';

function stopped(): never {
  throw new TaskStopped();
}
