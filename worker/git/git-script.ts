/**
 * Puts several git commands into one shell script. To start a process, the system copies the page tables of the process that starts it.
 * Those of a worker are large and those of a shell are small. The script ends with the first command that fails.
 * Invariant: arguments are parameters of the script, and never part of its text.
 */
import { randomUUID } from 'node:crypto';

/** In the arguments of a command: what the command before it printed. */
export const printedBefore = Symbol('printed by the command before');

/** The arguments of one git command. */
export type GitCommand = readonly (string | typeof printedBefore)[];

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitScript {
  /** Program and arguments. */
  readonly argv: readonly [program: string, ...args: string[]];
  /** Splits what the script printed: an item for each command that ended by itself, in order, then what another one printed last. */
  split(printed: Printed): { readonly ended: readonly (Printed & { readonly exitCode: number })[]; readonly lastError: string };
}

/** After each command, both streams get a line that begins with the mark. */
const runOne = String.raw`
mark=$1
run() {
  printed=$(git "$@")
  code=$?
  printf '%s\n%s%s\n' "$printed" "$mark" "$code"
  printf '%s\n' "$mark" >&2
  [ "$code" = 0 ] || exit "$code"
}`;

/** @param options stand before the arguments of each command, such as `-c core.hooksPath=/dev/null` */
export function gitScript(options: readonly string[], commands: readonly GitCommand[]): GitScript {
  // Another one for each script, so that no repository can hold it.
  const mark = `end-of-command-${randomUUID()}:`;
  const parameters = [mark];
  const refer = (argument: GitCommand[number]): string =>
    argument === printedBefore ? '"$printed"' : `"\${${parameters.push(argument)}}"`;
  const shared = options.map(refer);
  const lines = commands.map((command) => ['run', ...shared, ...command.map(refer)].join(' '));
  const endOfOutput = new RegExp(String.raw`\n${mark}(\d+)\n`);
  return {
    argv: ['sh', '-c', [runOne, ...lines].join('\n'), 'sh', ...parameters],
    split({ stdout, stderr }) {
      // The outputs, and between them the exit codes.
      const parts = stdout.split(endOfOutput);
      const errors = stderr.split(`${mark}\n`);
      const ended = Array.from({ length: (parts.length - 1) / 2 }, (_none, n) => ({
        stdout: parts[2 * n] ?? '',
        stderr: errors[n]?.replace(/\n$/, '') ?? '',
        exitCode: Number(parts[2 * n + 1]),
      }));
      return { ended, lastError: errors[ended.length] ?? '' };
    },
  };
}
