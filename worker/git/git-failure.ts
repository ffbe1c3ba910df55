/** Tells from git's error messages why a clone, fetch or push failed. The messages are stable under LC_ALL=C. */
import { failures, type Failed } from '../failure.ts';
import type { Remote } from './remote.ts';

const unreachable =
  /Could not resolve host|Failed to connect|Couldn't connect|Connection (refused|timed out|reset|closed)|Network is unreachable|No route to host|Operation timed out|Operation too slow|returned error: (5\d\d|429)|early EOF|RPC failed|hung up unexpectedly|Empty reply/i;
const noBranch = /Remote branch \S+ not found|couldn't find remote ref/i;
const asksFor = /could not read (?:Username|Password) for '([^']*)'/i;
const noProtocol = /transport '[^']*' not allowed/i;
const protectedBranch = /remote rejected|hook declined|protected branch/i;

/** Whether git said that the remote has no such branch. */
export const isBranchMissing = (stderr: string): boolean => noBranch.test(stderr);

/** @param action what git was asked to do, as in "clone" or "push to x" */
export function gitFailure(action: string, stderr: string, remote: Remote): Failed {
  const said = saidByGit(stderr);
  const { address } = remote;
  if (unreachable.test(stderr)) return failures.network(`Could not ${action}: ${address} could not be reached (${said}).`);
  const asker = asksFor.exec(stderr)?.[1];
  if (remote.login && asker !== undefined && asker !== remote.login.origin) {
    const message = `Could not ${action}: git was led from ${address} to ${asker}, which does not get the login of another host.`;
    return failures.config(message, "Onboard the repository with the address that git's own settings (insteadOf) lead to.");
  }
  if (noProtocol.test(stderr)) {
    return failures.request(
      `Could not ${action}: ${said}.`,
      'Onboard the repository with an https, ssh, http or git address, or a path.',
    );
  }
  if (isBranchMissing(stderr)) {
    return failures.config(`Could not ${action}: ${said}.`, 'Onboard the repository again with the right default branch.');
  }
  if (protectedBranch.test(stderr)) {
    return failures.auth(
      `Could not ${action}: ${address} refused it (${said}).`,
      'Allow the worker to push this branch, or use another branch prefix.',
    );
  }
  return failures.auth(`Could not ${action}: ${address} was not found, or access was refused (${said}).`, accessRemedy(remote));
}

function accessRemedy({ forge, host, secrets }: Remote): string {
  if (host === undefined) return 'Check the clone_url of the repository, and that the worker may read and write that folder.';
  if (secrets.length > 0) {
    return `Check the login in the clone_url of the repository, or leave it out there, so that git asks its credential helper.`;
  }
  if (!forge) {
    return `Give the worker access to ${host}: name a forge with its token_env in worker.yaml, or set up git's credential helper.`;
  }
  if (forge.token === undefined) {
    return `Set ${forge.tokenEnv}, which worker.yaml names for ${forge.host}, to a token, then restart the worker.`;
  }
  return `Check that the token in ${forge.tokenEnv} may read and write ${forge.owner}/${forge.name}.`;
}

/** The line that explains most: the first that git marks as an error, else the last. */
function saidByGit(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const marked = lines.find((line) => /^(fatal|error|ERROR|remote: error|!)/.test(line));
  return (marked ?? lines.at(-1) ?? 'git gave no reason')
    .replace(/^(fatal|error): /, '')
    .replace(/\.$/, '')
    .slice(0, 300);
}
