/**
 * The one command of a fleet that runs each target's own work. The workflow for commands has a single text for all targets, so the
 * work of a target comes in its variables: its text, and its shell where the plan has several.
 * Example: all work for sh and no prechecks → `sh -c "$BGAGENT_VAR_work"`.
 */
/** The shell that a command is written for. */
export type Shell = 'sh' | 'bash' | 'pwsh';

/** The variables of a target; a worker passes each as BGAGENT_VAR_NAME. */
export const variables = { work: 'work', shell: 'shell', precheck: 'precheck', precheckShell: 'precheck_shell' } as const;

const noPowerShell = 'This work needs PowerShell (pwsh), which this worker does not have.';

/** The text runs where pwsh is; elsewhere the command ends with 127, as if a program is missing, and its last line says which. */
export const powershellOr = (text: string): string =>
  `if ! command -v pwsh > /dev/null 2>&1; then
  echo '${noPowerShell}' >&2
  exit 127
fi
${text}`;

/** @param text the command, as a shell reads it after the option: a variable in double quotes */
function runWith(shell: Shell, text: string): string {
  return shell === 'pwsh' ? powershellOr(`pwsh -NoProfile -NonInteractive -Command ${text}`) : `${shell} -c ${text}`;
}

/** A command for sh that runs a text in its shell. Example: argvFor('bash', 'make') → ['bash', '-c', 'make'] as sh runs it. */
export const argvFor = (shell: Shell, text: string): string[] =>
  shell === 'pwsh' ? ['sh', '-c', runWith(shell, '"$1"'), 'sh', text] : [shell, '-c', text];

export interface ScriptNeeds {
  /** The shells of all work and prechecks, each once; at least one. */
  readonly shells: readonly Shell[];
  readonly hasPrechecks: boolean;
}

/** The text of `params.command`. */
export function fleetScript({ shells, hasPrechecks }: ScriptNeeds): string {
  const [only = 'sh', ...others] = shells;
  if (others.length === 0) {
    return [...(hasPrechecks ? [guarded(runPrecheck(only))] : []), runWith(only, value(variables.work))].join('\n');
  }
  const run = (shell: string, text: string) => `run ${value(shell)} ${value(text)}`;
  return [
    chooseShell(shells),
    ...(hasPrechecks ? [guarded(run(variables.precheckShell, variables.precheck))] : []),
    run(variables.shell, variables.work),
  ].join('\n');
}

const value = (name: string): string => `"$BGAGENT_VAR_${name}"`;
const runPrecheck = (shell: Shell): string => runWith(shell, value(variables.precheck));

/** Runs the check of a target that has one. Work does not begin after a check that failed. */
const guarded = (check: string): string =>
  `if [ -n "\${BGAGENT_VAR_${variables.precheck}:-}" ]; then
${indented(check)} || { echo 'The prechecks failed, so the work was not begun.' >&2; exit 1; }
fi`;

/** A function for sh: run SHELL TEXT. */
const chooseShell = (shells: readonly Shell[]): string =>
  ['run() {', '  case "$1" in', ...shells.map(branchOf), '  esac', '}'].join('\n');

const branchOf = (shell: Shell): string => `    ${shell})\n${indented(runWith(shell, '"$2"'), 6)}\n      ;;`;

const indented = (text: string, by = 2): string =>
  text
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n');
