/**
 * Git as the worker runs it: it asks no question, prints English and runs no hook. Only a command that talks to the remote gets the
 * login, in environment variables, so that it stands in no URL and in no process list; `git-login.sh` gives it to no other host.
 */
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { gitScript, type GitCommand } from './git-script.ts';
import { loginSettings, loginVariables, noQuestions } from './git-login.ts';
import type { Remote } from './remote.ts';
import { killGroup } from '../sandbox/process-tree.ts';
import type { Secrets } from '../sandbox/secrets.ts';
import { TaskStopped } from '../task-stopped.ts';

export interface GitEnd {
  readonly ok: boolean;
  readonly stdout: string;
  /** Secrets masked. */
  readonly stderr: string;
}

export interface GitOptions {
  /** Standard input of the command. */
  readonly input?: string | Buffer | Readable;
  readonly env?: Readonly<Record<string, string>>;
  /** `latin1` reads each byte as one character, because names of files need not be UTF-8. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Gets the standard output in parts, as bytes. It is not kept then, so it may be of any size. Of single commands only. */
  readonly output?: (bytes: Buffer) => void;
}

export interface Git {
  /**
   * Runs git without the login of the remote.
   * @throws TaskStopped when the worker stops the task
   */
  run(args: readonly string[], options?: GitOptions): Promise<GitEnd>;
  /**
   * Runs a command that talks to the remote, with its login.
   * @throws TaskStopped when the worker stops the task
   */
  contact(args: readonly string[], options?: GitOptions): Promise<GitEnd>;
  /**
   * Runs commands one after the other, up to the first that fails, which costs less than to run each alone. All have the same options.
   * Answers an end for each command that was begun.
   * @throws TaskStopped when the worker stops the task
   */
  runAll(commands: readonly GitCommand[], options?: GitOptions): Promise<readonly GitEnd[]>;
  /**
   * The same with the login of the remote, for commands of which some talk to the remote.
   * @throws TaskStopped when the worker stops the task
   */
  contactAll(commands: readonly GitCommand[], options?: GitOptions): Promise<readonly GitEnd[]>;
}

/** The folder in which git runs, and the variables that name the repository. */
export interface GitFolder {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

interface GitRequest {
  readonly at: GitFolder;
  readonly remote: Remote;
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
}

/** Variables of the worker's environment that git may need: for its programs, its user's settings, keys, proxies and certificates. */
const inherited =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|XDG_CONFIG_HOME|SSH_AUTH_SOCK|SSH_AGENT_PID|GIT_SSH|GIT_SSH_COMMAND|GIT_SSL_\w+|SSL_CERT_\w+|(http|https|no|all)_proxy|GIT_CONFIG_GLOBAL|GIT_CONFIG_NOSYSTEM)$/i;

/** A git command ends after half an hour. (A stalled transfer ends after a minute: `http.lowSpeedTime`.) */
const timeoutMs = 30 * 60_000;

const configuration = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'commit.gpgSign=false',
  // Otherwise git would run itself in each submodule, with the configuration of the submodule.
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'push.recurseSubmodules=no',
  'http.followRedirects=false',
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=60',
];

export function createGit(request: GitRequest): Git {
  const base = baseEnvironment(request);
  const { login } = request.remote;
  const withoutLogin = { ...request, prefix: asOptions(configuration), env: { ...base, ...noQuestions } };
  const settings = login && asOptions([...configuration, ...loginSettings(login)]);
  // Made for each command, because the password may be another one by then.
  const toRemote = (): PreparedGit =>
    login && settings
      ? { ...request, prefix: settings, env: { ...base, ...noQuestions, ...loginVariables(login) } }
      : withoutLogin;
  return {
    run: (args, options) => runGit(withoutLogin, args, options),
    contact: (args, options) => runGit(toRemote(), args, options),
    runAll: (commands, options) => runScript(withoutLogin, commands, options),
    contactAll: (commands, options) => runScript(toRemote(), commands, options),
  };
}

const asOptions = (lines: readonly string[]): string[] => lines.flatMap((line) => ['-c', line]);

interface PreparedGit extends GitRequest {
  /** Arguments before those of each command. */
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function runGit(git: PreparedGit, args: readonly string[], options?: GitOptions): Promise<GitEnd> {
  const { ok, stdout, stderr, problem } = await runProcess(git, ['git', ...git.prefix, ...args], options);
  return { ok, stdout: withoutNewline(stdout), stderr: git.secrets.mask(withoutNewline(stderr === '' ? problem : stderr)) };
}

async function runScript(git: PreparedGit, commands: readonly GitCommand[], options?: GitOptions): Promise<readonly GitEnd[]> {
  const script = gitScript(git.prefix, commands);
  const result = await runProcess(git, script.argv, options);
  const { ended, lastError } = script.split(result);
  const ends = ended.map(({ exitCode, stdout, stderr }) => ({ ok: exitCode === 0, stdout, stderr: git.secrets.mask(stderr) }));
  if (ends.length === commands.length || ends.at(-1)?.ok === false) return ends;
  const stderr = git.secrets.mask(withoutNewline(lastError === '' ? result.problem : lastError));
  return [...ends, { ok: false, stdout: '', stderr }];
}

const withoutNewline = (text: string): string => text.replace(/\n$/, '');

interface ProcessEnd extends GitEnd {
  /** What the system says of a process that did not end with 0; else empty. */
  readonly problem: string;
}

/** The process leads a group, so that the processes that git starts end with it when it is cut off. */
async function runProcess(
  git: PreparedGit,
  [program, ...args]: readonly [program: string, ...args: string[]],
  { input, env, encoding = 'utf8', output }: GitOptions = {},
): Promise<ProcessEnd> {
  if (git.signal.aborted) throw new TaskStopped();
  const child = execa(program, args, {
    cwd: git.at.folder,
    env: { ...git.env, ...env },
    extendEnv: false,
    detached: true,
    reject: false,
    stripFinalNewline: false,
    encoding,
    buffer: { stdout: output === undefined },
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  if (output) child.nodeChildProcess.stdout?.on('data', output);
  const cutOff = (): void => {
    killGroup(child.pid);
  };
  const timer = setTimeout(cutOff, timeoutMs);
  git.signal.addEventListener('abort', cutOff, { once: true });
  try {
    const { failed, stdout = '', stderr, originalMessage = '' } = await child;
    if (isStopped(git)) throw new TaskStopped();
    return { ok: !failed, stdout, stderr, problem: failed ? originalMessage : '' };
  } finally {
    clearTimeout(timer);
    git.signal.removeEventListener('abort', cutOff);
  }
}

const isStopped = ({ signal }: GitRequest): boolean => signal.aborted;

function baseEnvironment({ environment, at }: GitRequest): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && inherited.test(entry[0]),
  );
  return {
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=30',
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    // Not ext:: and fd::, with which an address names a program to run or a file descriptor to wait for.
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    ...at.env,
  };
}
