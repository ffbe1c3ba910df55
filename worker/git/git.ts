/**
 * Git as the worker uses it: never asks, speaks English, runs no hook. Only a command that talks to the remote gets the
 * credential, by environment, so that it stands in no URL and no process list; and `git-login.sh` gives it to no other host.
 */
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { loginSettings, loginVariables, noQuestions } from './git-login.ts';
import type { Remote } from './remote.ts';
import type { Secrets } from '../sandbox/secrets.ts';
import { Stopped } from '../stopped.ts';

export interface GitEnd {
  readonly ok: boolean;
  readonly stdout: string;
  /** Secrets masked. */
  readonly stderr: string;
}

export interface GitOptions {
  /** Goes to its standard input. */
  readonly input?: string | Buffer | Readable;
  readonly env?: Readonly<Record<string, string>>;
  /** `latin1` gives each byte as one character: names of files need not be UTF-8. */
  readonly encoding?: 'utf8' | 'latin1';
}

export interface Git {
  /**
   * Runs git without a credential.
   * @throws Stopped when the task is let go of
   */
  run(args: readonly string[], options?: GitOptions): Promise<GitEnd>;
  /**
   * Runs a command that talks to the remote.
   * @throws Stopped when the task is let go of
   */
  contact(args: readonly string[], options?: GitOptions): Promise<GitEnd>;
}

/** Where git is run, and the variables that say which repository is meant. */
export interface GitPlace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

interface GitSettings {
  readonly place: GitPlace;
  readonly remote: Remote;
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
}

/** What of the worker's environment git may need: to find itself, its user's settings, keys, proxies and certificates. */
const inherited =
  /^(PATH|HOME|USER|LOGNAME|TMPDIR|XDG_CONFIG_HOME|SSH_AUTH_SOCK|SSH_AGENT_PID|GIT_SSH|GIT_SSH_COMMAND|GIT_SSL_\w+|SSL_CERT_\w+|(http|https|no|all)_proxy|GIT_CONFIG_GLOBAL|GIT_CONFIG_NOSYSTEM)$/i;

/** A stalled transfer ends after a minute; a git command of any kind after half an hour. */
const timeoutMs = 30 * 60_000;
const settings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'commit.gpgSign=false',
  // Git runs itself in each submodule otherwise, under the settings of that one.
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'push.recurseSubmodules=no',
  'http.followRedirects=false',
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=60',
];

export function createGit(given: GitSettings): Git {
  const base = baseEnvironment(given);
  const { login } = given.remote;
  const alone = { ...given, prefix: asOptions(settings), env: { ...base, ...noQuestions } };
  const known = login && {
    ...given,
    prefix: asOptions([...settings, ...loginSettings(login)]),
    env: { ...base, ...noQuestions, ...loginVariables(login) },
  };
  return {
    run: (args, options) => runGit(alone, args, options),
    contact: (args, options) => runGit(known ?? alone, args, options),
  };
}

const asOptions = (lines: readonly string[]): string[] => lines.flatMap((setting) => ['-c', setting]);

interface Manner extends GitSettings {
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function runGit(manner: Manner, args: readonly string[], options: GitOptions = {}): Promise<GitEnd> {
  const { input, env, encoding = 'utf8' } = options;
  const result = await execa('git', [...manner.prefix, ...args], {
    cwd: manner.place.folder,
    env: { ...manner.env, ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: true,
    encoding,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    cancelSignal: manner.signal,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  if (manner.signal.aborted) throw new Stopped();
  const stderr = result.stderr === '' && result.failed ? (result.originalMessage ?? '') : result.stderr;
  return { ok: !result.failed, stdout: result.stdout, stderr: manner.secrets.mask(stderr) };
}

function baseEnvironment({ environment, place }: GitSettings): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && inherited.test(entry[0]),
  );
  return {
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=30',
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    // No helper program that an address names (ext::, fd::), which may also wait for ever.
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    ...place.env,
  };
}
