/**
 * Checks what the work left: the repository's build_command, then the task's verifiers; the first that does not exit 0 fails
 * the build. The lint_command only says whether it passed.
 */
import { constants } from 'node:os';
import type { Repository } from '../contracts/repository.ts';
import type { TaskRow } from '../contracts/task.ts';
import { runCommand, type CommandEnd } from './run-command.ts';
import type { Sandbox } from './sandbox.ts';
import type { Secrets } from './secrets.ts';
import { createTaskOutput, type TaskOutput } from './task-output.ts';

export interface Verdict {
  /** Null: there was nothing to check. */
  readonly buildPassed: boolean | null;
  readonly lintPassed: boolean | null;
  /** Names the verifier that failed; for `timedOut` the one that was running. */
  readonly message: string | null;
  readonly timedOut: boolean;
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

/** A command that says whether the work is good. */
export interface Check {
  readonly name: string;
  readonly argv: readonly string[];
}

const shell = (name: string, command: string | null | undefined): Check[] =>
  command === null || command === undefined ? [] : [{ name, argv: ['sh', '-c', command] }];

/** What must pass, in the order in which it runs. */
export function checksOf(task: TaskRow, repository: Repository | undefined): readonly Check[] {
  const own = task.verifiers.map(({ name, command }) => ({ name, argv: command }));
  return [...shell('build', repository?.build_command), ...own];
}

export async function verify(request: VerifyRequest): Promise<Verdict> {
  const checks = checksOf(request.task, request.repository);
  for (const check of checks) {
    const { end, said } = await runCheck(check, request);
    if (end.kind === 'timed-out')
      return { buildPassed: null, lintPassed: null, message: `verifier "${check.name}"`, timedOut: true };
    const problem = problemOf(end);
    if (problem === undefined) continue;
    const message = `verifier "${check.name}" failed: ${problem}${said === '' ? '' : `\n${said}`}`;
    return { buildPassed: false, lintPassed: null, message, timedOut: false };
  }
  return { buildPassed: checks.length === 0 ? null : true, lintPassed: await lint(request), message: null, timedOut: false };
}

async function lint(request: VerifyRequest): Promise<boolean | null> {
  const [check] = shell('lint', request.repository?.lint_command);
  return check ? problemOf((await runCheck(check, request)).end) === undefined : null;
}

/** Characters of a verifier's output that its message carries. */
const tail = 500;

async function runCheck({ name, argv }: Check, request: VerifyRequest): Promise<{ end: CommandEnd; said: string }> {
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
  return { end, said: own.tail(tail) };
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
