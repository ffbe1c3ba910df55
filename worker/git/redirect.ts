/**
 * Handles redirects of a repository's address. Git would follow them to any host, so the worker makes it follow none. A redirect
 * within the same scheme, host and port (a renamed repository) is followed by cloning from the new address. Any other fails the
 * task with the new address, so that a person can onboard the repository with it.
 */
import { readCloneUrl } from '../../contracts/clone-url.ts';
import { failures, type Failed } from '../failure.ts';
import type { Git } from './git.ts';
import type { Remote } from './remote.ts';

export interface Moved {
  readonly address: string;
  /** Whether scheme, host and port are the same. */
  readonly isSameOrigin: boolean;
}

export const isRedirected = (stderr: string): boolean => /returned error: 30[12378]\b/.test(stderr);

/** End of the URL of git's first request, after the address of the repository. */
const firstRequest = /\/info\/refs\?service=[\w-]+$/;

/** Asks the remote once more with git's trace, the only place where git tells the address. The trace leaves out the credential. */
export async function addressAfterRedirect(git: Git, remote: Remote): Promise<Moved | undefined> {
  const env = { GIT_TRACE_CURL: '1', GIT_TRACE_CURL_NO_DATA: '1', GIT_TRACE_REDACT: '1' };
  const { stderr } = await git.contact(['ls-remote', '--quiet', remote.address, 'HEAD'], { env });
  const location = [...stderr.matchAll(/<= Recv header: location: *(\S+)/gi)].at(-1)?.[1];
  if (location === undefined || !firstRequest.test(location) || !URL.canParse(location, remote.address)) return undefined;
  const to = new URL(location.replace(firstRequest, ''), remote.address);
  const address = readCloneUrl(to.href).address;
  return { address, isSameOrigin: to.origin === new URL(remote.address).origin };
}

export function redirectFailure({ address }: Remote, moved: Moved | undefined): Failed {
  const to = moved === undefined ? 'an address that is not a repository' : moved.address;
  const message = `Could not clone: ${address} redirects to ${to}`;
  if (moved === undefined) return failures.config(`${message}.`, 'Onboard the repository again with its right address.');
  return failures.config(
    `${message}. Onboard the repository again with that address.`,
    'Onboard the repository again with the address that it redirects to.',
  );
}
