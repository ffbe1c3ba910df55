/** Checks git itself and the name that a worker commits under. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { broken, type Finding, ok, warning } from './finding.ts';

const leastGit = [2, 30] as const;

/** The standard output of a program; undefined when the program is missing or fails. */
async function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  return await promisify(execFile)(program, [...args], { timeout: 10_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

export async function checkGit(): Promise<Finding> {
  const said = await outputOf('git', ['--version']);
  const mend = `Install git ${leastGit.join('.')} or newer.`;
  if (said === undefined) return broken('git', 'git is not on the PATH', mend);
  const [major = 0, minor = 0] = (/(?<!\d)(\d+)\.(\d+)/.exec(said)?.slice(1) ?? []).map(Number);
  const isNew = major > leastGit[0] || (major === leastGit[0] && minor >= leastGit[1]);
  return isNew ? ok('git', said) : broken('git', `${said} is too old`, mend);
}

/** A worker commits under the name in worker.yaml, else under the name in git's own settings. */
export async function checkGitUser(configured: {
  user_name?: string | undefined;
  user_email?: string | undefined;
}): Promise<Finding> {
  const name = configured.user_name ?? (await outputOf('git', ['config', '--global', 'user.name']));
  const email = configured.user_email ?? (await outputOf('git', ['config', '--global', 'user.email']));
  if (name && email) return ok('git user', `${name} <${email}>`);
  const mend =
    'Set git.user_name and git.user_email in worker.yaml, or: git config --global user.name NAME; git config --global user.email EMAIL';
  return warning('git user', 'no name and e-mail address are set for commits', mend);
}
