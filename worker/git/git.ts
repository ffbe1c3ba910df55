/**
 * Git as the worker runs it: it asks no question, prints English and runs no hook. Only a command that talks to the remote gets the
 * login, in environment variables, so that it stands in no URL and in no process list; `git-login.sh` gives it to no other host.
 */
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { loginSettings, loginVariables, noQuestions } from './git-login.ts';
import type { Remote } from './remote.ts';
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
  const withLogin = login && {
    ...request,
    prefix: asOptions([...configuration, ...loginSettings(login)]),
    env: { ...base, ...noQuestions, ...loginVariables(login) },
  };
  return {
    run: (args, options) => runGit(withoutLogin, args, options),
    contact: (args, options) => runGit(withLogin ?? withoutLogin, args, options),
  };
}

const asOptions = (lines: readonly string[]): string[] => lines.flatMap((line) => ['-c', line]);

interface PreparedGit extends GitRequest {
  /** Arguments before those of each command. */
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function runGit(git: PreparedGit, args: readonly string[], options: GitOptions = {}): Promise<GitEnd> {
  const { input, env, encoding = 'utf8' } = options;
  const result = await execa('git', [...git.prefix, ...args], {
    cwd: git.at.folder,
    env: { ...git.env, ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: true,
    encoding,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    cancelSignal: git.signal,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  if (git.signal.aborted) throw new TaskStopped();
  const stderr = result.stderr === '' && result.failed ? (result.originalMessage ?? '') : result.stderr;
  return { ok: !result.failed, stdout: result.stdout, stderr: git.secrets.mask(stderr) };
}

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
