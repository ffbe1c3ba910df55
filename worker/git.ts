/**
 * Git as the worker uses it: never asks, speaks English, runs no hook, and gets its credential by environment, so that it
 * stands in no URL and no process list. What the work wrote into the clone's configuration has no say here.
 */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Remote } from './remote.ts';
import type { Secrets } from './secrets.ts';
import { Stopped } from './stopped.ts';

export interface GitEnd {
  readonly ok: boolean;
  readonly stdout: string;
  /** Secrets masked. */
  readonly stderr: string;
}

export interface Git {
  /**
   * Runs git in the folder; `input` goes to its standard input.
   * @throws Stopped when the task is let go of
   */
  run(args: readonly string[], options?: { input?: string; env?: Readonly<Record<string, string>> }): Promise<GitEnd>;
}

interface GitOptions {
  readonly folder: string;
  /** Git looks for a repository nowhere above this folder. */
  readonly ceiling: string;
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
const askpass = fileURLToPath(new URL('askpass.sh', import.meta.url));
const settings = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'commit.gpgSign=false',
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=60',
  'protocol.file.allow=always',
];

export function createGit(options: GitOptions): Git {
  const base = baseEnvironment(options);
  // With a login of its own no credential helper is asked, and none is told to keep the token.
  const own = options.remote.login ? [...settings, 'credential.helper='] : settings;
  const prefix = own.flatMap((setting) => ['-c', setting]);
  return {
    async run(args, { input, env } = {}) {
      const result = await execa('git', [...prefix, ...args], {
        cwd: options.folder,
        env: { ...base, ...env },
        extendEnv: false,
        reject: false,
        stripFinalNewline: true,
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        cancelSignal: options.signal,
        ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
      });
      if (options.signal.aborted) throw new Stopped();
      const stderr = result.stderr === '' && result.failed ? (result.originalMessage ?? '') : result.stderr;
      return { ok: !result.failed, stdout: result.stdout, stderr: options.secrets.mask(stderr) };
    },
  };
}

function baseEnvironment({ environment, remote, ceiling }: GitOptions): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && inherited.test(entry[0]),
  );
  return {
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=30',
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    // A clone whose .git is gone must not make git look for one further up.
    GIT_CEILING_DIRECTORIES: ceiling,
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    ...(remote.login
      ? { GIT_ASKPASS: askpass, BGAGENT_GIT_USER: remote.login.user, BGAGENT_GIT_PASSWORD: remote.login.password }
      : { GIT_ASKPASS: '', SSH_ASKPASS: '' }),
  };
}
