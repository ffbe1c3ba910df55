/** Says in words why a command did not succeed. Example: {kind: 'exited', exitCode: 137} → 'exit code 137 (killed by SIGKILL)'. */
import { constants } from 'node:os';
import type { CommandEnd } from './run-command.ts';

/** Undefined for a command that succeeded. */
export function problemOfCommand(end: CommandEnd): string | undefined {
  switch (end.kind) {
    case 'exited':
      return end.exitCode === 0 ? undefined : `exit code ${end.exitCode}${signalOf(end.exitCode)}`;
    case 'killed':
      return `killed by ${end.by}`;
    case 'timed-out':
      return 'the time limit was reached';
    case 'not-started':
      return `it could not be started (${end.why})`;
  }
}

/** A shell reports a signal as exit code 128 + its number; in a namespace, a shell stands around each command. */
function signalOf(exitCode: number): string {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? [];
  return name === undefined ? '' : ` (killed by ${name})`;
}
