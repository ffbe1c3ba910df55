/**
 * Checks the changed files: runs the repository's build_command, then the task's verifiers. The first that does not exit with 0
 * fails the build. The lint_command runs last, and fails nothing.
 */
import { done, failures, type Step } from '../failure.ts';
import { problemOfCommand } from '../sandbox/problem-of-command.ts';
import { runCommand, type CommandEnd } from '../sandbox/run-command.ts';
import { createTaskOutput } from '../sandbox/task-output.ts';
import { workEnvironment } from '../sandbox/work-environment.ts';
import { lastLines } from '../text/cut-lines.ts';
import { printedText } from '../text/printed-text.ts';
import type { Job } from './job.ts';
import { inWhich } from './shared/in-which.ts';

export interface Verdict {
  /** Null where there is neither a build_command nor a verifier. */
  readonly buildPassed: boolean | null;
  /** Null where there is no lint_command, or it was not run because the build failed. */
  readonly lintPassed: boolean | null;
  /** Names the verifier that failed, and says how. Null: none did. */
  readonly message: string | null;
  readonly failedVerifier: string | null;
  /** The last that the verifier printed that failed; empty: nothing, or none failed. */
  readonly said: string;
  /** The checks that ran to their end, in their order, the lint_command last. */
  readonly checks: readonly CheckResult[];
}

export interface CheckResult {
  readonly name: string;
  /** As text for people. */
  readonly command: string;
  readonly passed: boolean;
  /** The last line that it printed; empty where there was none. */
  readonly said: string;
}

interface Check {
  readonly name: string;
  readonly argv: readonly string[];
}

const shell = (name: string, command: string | null | undefined): Check[] =>
  command === null || command === undefined ? [] : [{ name, argv: ['sh', '-c', command] }];

export interface VerifyRequest {
  /** When all checks must have ended, epoch milliseconds. */
  readonly deadline: number;
  /** Whether the repository's build_command runs. */
  readonly build: boolean;
}

/** Fails only where the time limit of the task is reached. */
export async function verify(job: Job, { deadline, build }: VerifyRequest): Promise<Step<Verdict>> {
  const { task, repository } = job;
  const verifiers = task.verifiers.map(({ name, command }) => ({ name, argv: command }));
  const wanted: Check[] = [...(build ? shell('build', repository?.build_command) : []), ...verifiers];
  const checks: CheckResult[] = [];
  for (const check of wanted) {
    const { end, said, result } = await runCheck(job, deadline, check);
    if (end.kind === 'timed-out') {
      return failures.timeout(`The time limit of ${task.timeout_s} s was reached in verifier "${check.name}".`);
    }
    checks.push(result);
    const problem = problemOfCommand(end);
    if (problem === undefined) continue;
    const tail = lastLines(said, longestTail);
    const message = `verifier "${check.name}" failed: ${problem}${tail === '' ? '' : `\n${tail}`}`;
    return done({ buildPassed: false, lintPassed: null, message, failedVerifier: result.name, said, checks });
  }
  const [lint] = shell('lint', repository?.lint_command);
  const linted = lint && (await runCheck(job, deadline, lint)).result;
  return done({
    buildPassed: wanted.length === 0 ? null : true,
    lintPassed: linted?.passed ?? null,
    message: null,
    failedVerifier: null,
    said: '',
    checks: [...checks, ...(linted ? [linted] : [])],
  });
}

/** UTF-16 units of a verifier's output in the message of its failure, and in `said`. */
const longestTail = 500;
const longestSaid = 2_000;

interface CheckRun {
  readonly end: CommandEnd;
  readonly said: string;
  readonly result: CheckResult;
}

async function runCheck(job: Job, deadline: number, { name, argv }: Check): Promise<CheckRun> {
  const { signal, sandbox, output, secrets } = job;
  const own = createTaskOutput(secrets);
  const both = {
    append(chunk: string | Buffer) {
      own.append(chunk);
      output.append(chunk);
    },
  };
  output.append(`\n--- verifier "${name}"${inWhich(job)}\n`);
  const timeoutMs = Math.max(1, deadline - Date.now());
  const end = await runCommand({ argv, env: workEnvironment(job), timeoutMs, signal }, sandbox, both);
  const said = own.tail(longestSaid);
  const read = (text: string): string => secrets.mask(printedText(text));
  const last = said.slice(said.lastIndexOf('\n') + 1).trim();
  const result = { name: read(name), command: read(commandLine(argv)), passed: problemOfCommand(end) === undefined, said: last };
  return { end, said, result };
}

/** For people, not for a shell: the script of `sh -c`, or else the program and its arguments. */
function commandLine(argv: readonly string[]): string {
  const [program = '', option, script] = argv;
  return option === '-c' && script !== undefined && /(?:^|\/)(?:ba)?sh$/.test(program) ? script : argv.join(' ');
}
