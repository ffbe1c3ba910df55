/**
 * Checks what the work left: the repository's build_command, then the task's verifiers; the first that does not exit 0 fails
 * the build. The lint_command only says whether it passed.
 */
import { constants } from 'node:os';
import type { Repository } from '../../contracts/repository.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { printedText } from '../text/printed-text.ts';
import { runCommand, type CommandEnd } from '../sandbox/run-command.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Secrets } from '../sandbox/secrets.ts';
import { createTaskOutput, type TaskOutput } from '../sandbox/task-output.ts';

export interface Verdict {
  /** Null: there was nothing to check. */
  readonly buildPassed: boolean | null;
  readonly lintPassed: boolean | null;
  /** Names the verifier that failed; for `timedOut` the one that was running. */
  readonly message: string | null;
  readonly timedOut: boolean;
  /** Those that ran to their end, the lint_command among them. */
  readonly checks: readonly CheckResult[];
}

export interface CheckResult {
  readonly name: string;
  /** For people to read. */
  readonly command: string;
  readonly passed: boolean;
  /** The last line that it printed; empty where there was none. */
  readonly said: string;
}

export interface VerifyRequest {
  readonly task: TaskRow;
  readonly repository: Repository | undefined;
  readonly sandbox: Sandbox;
  readonly output: TaskOutput;
  readonly secrets: Secrets;
  readonly env: Readonly<Record<string, string>>;
  /** Until when all of it must be done; epoch milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

interface Check {
  readonly name: string;
  readonly argv: readonly string[];
}

const shell = (name: string, command: string | null | undefined): Check[] =>
  command === null || command === undefined ? [] : [{ name, argv: ['sh', '-c', command] }];

export async function verify(request: VerifyRequest): Promise<Verdict> {
  const own = request.task.verifiers.map(({ name, command }) => ({ name, argv: command }));
  const asked: Check[] = [...shell('build', request.repository?.build_command), ...own];
  const checks: CheckResult[] = [];
  for (const check of asked) {
    const { end, said, result } = await runCheck(check, request);
    const nothingYet = { lintPassed: null, checks };
    if (end.kind === 'timed-out')
      return { ...nothingYet, buildPassed: null, message: `verifier "${check.name}"`, timedOut: true };
    checks.push(result);
    const problem = problemOf(end);
    if (problem === undefined) continue;
    const message = `verifier "${check.name}" failed: ${problem}${said === '' ? '' : `\n${said}`}`;
    return { ...nothingYet, buildPassed: false, message, timedOut: false };
  }
  const lint = await lintResult(request);
  return {
    buildPassed: asked.length === 0 ? null : true,
    lintPassed: lint?.passed ?? null,
    message: null,
    timedOut: false,
    checks: [...checks, ...(lint ? [lint] : [])],
  };
}

async function lintResult(request: VerifyRequest): Promise<CheckResult | undefined> {
  const [check] = shell('lint', request.repository?.lint_command);
  return check && (await runCheck(check, request)).result;
}

/** Characters of a verifier's output that its message carries. */
const tail = 500;

interface CheckRun {
  readonly end: CommandEnd;
  readonly said: string;
  readonly result: CheckResult;
}

async function runCheck({ name, argv }: Check, request: VerifyRequest): Promise<CheckRun> {
  const { env, signal, sandbox, output, secrets } = request;
  const own = createTaskOutput(secrets);
  const both = {
    append(chunk: string | Buffer) {
      own.append(chunk);
      output.append(chunk);
    },
  };
  output.append(`\n--- verifier "${name}"\n`);
  const timeoutMs = Math.max(1, request.deadline - Date.now());
  const end = await runCommand({ argv, env, timeoutMs, signal }, sandbox, both);
  const said = own.tail(tail);
  const read = (text: string): string => secrets.mask(printedText(text));
  const last = said.slice(said.lastIndexOf('\n') + 1).trim();
  const result = { name: read(name), command: read(commandLine(argv)), passed: problemOf(end) === undefined, said: last };
  return { end, said, result };
}

/** Not for a shell: its words, and for `sh -c` what the shell runs. */
function commandLine(argv: readonly string[]): string {
  const [program = '', option, script] = argv;
  return option === '-c' && script !== undefined && /(?:^|\/)(?:ba)?sh$/.test(program) ? script : argv.join(' ');
}

/** A shell, as the one around each command in a namespace, tells a signal as 128 + its number. */
function signalTold(exitCode: number): string {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? [];
  return name === undefined ? '' : ` (killed by ${name})`;
}

/** What is wrong with how a command ended, in words; undefined if nothing. */
export function problemOf(end: CommandEnd): string | undefined {
  switch (end.kind) {
    case 'exited':
      return end.exitCode === 0 ? undefined : `exit code ${end.exitCode}${signalTold(end.exitCode)}`;
    case 'killed':
      return `killed by ${end.by}`;
    case 'timed-out':
      return 'the time limit was reached';
    case 'not-started':
      return `it could not be started (${end.why})`;
  }
}
