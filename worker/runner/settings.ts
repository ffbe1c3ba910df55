/** Reads the environment of the runner. Refuses one that holds what no command may see, because a command can read the variables of its runner. */
import { dirname, isAbsolute, normalize } from 'node:path';

export interface RunnerSettings {
  /** Path of the Unix socket: `<workDir>/<folder>/<name>`. */
  readonly socket: string;
  /** The folder that the worker shares. */
  readonly workDir: string;
}

export type ReadSettings =
  { readonly ok: true; readonly settings: RunnerSettings } | { readonly ok: false; readonly problems: readonly string[] };

/** Variables that belong to the worker, or lead to credentials. */
const notForCommands = [
  ...['BGAGENT_LAUNCH_TOKEN', 'BGAGENT_PRIVATE_DIR'],
  ...['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'],
];

/** Bytes of the path of a socket that Linux takes. */
const longestSocket = 107;

export function readSettings(environment: NodeJS.ProcessEnv): ReadSettings {
  const { BGAGENT_RUNNER_SOCKET: socket = '', BGAGENT_WORK_DIR: workDir = '' } = environment;
  const problems = [
    ...problemsOfPath('BGAGENT_WORK_DIR', workDir),
    ...problemsOfPath('BGAGENT_RUNNER_SOCKET', socket),
    ...(isAbsolute(socket) && isAbsolute(workDir) ? problemsOfPlace(socket, workDir) : []),
    ...notForCommands
      .filter((name) => (environment[name] ?? '') !== '')
      .map((name) => `${name} must not be set here: the commands of tasks can read the variables of this process.`),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, settings: { socket, workDir } };
}

function problemsOfPath(name: string, path: string): string[] {
  if (path === '') return [`${name} must be set.`];
  return isAbsolute(path) && normalize(path) === path && !path.endsWith('/')
    ? []
    : [`${name} must be an absolute path without "..", and without a "/" at its end.`];
}

/** Right below a folder of the work folder: that one is the place where a volume is mounted, so that no command can replace it. */
function problemsOfPlace(socket: string, workDir: string): string[] {
  const problems: string[] = [];
  if (dirname(dirname(socket)) !== workDir) {
    problems.push(`BGAGENT_RUNNER_SOCKET must lie in a folder of its own in BGAGENT_WORK_DIR, such as ${workDir}/runner/socket.`);
  }
  if (Buffer.byteLength(socket) > longestSocket) {
    problems.push(`BGAGENT_RUNNER_SOCKET must have at most ${longestSocket} bytes.`);
  }
  return problems;
}
