/**
 * Git follows no redirect here: it would follow one to any host. One that stays at the same scheme, host and port (a renamed
 * repository) is followed by asking anew at the new address; any other is told, so that the repository is onboarded anew.
 */
import { readCloneUrl } from '../../contracts/clone-url.ts';
import { failures, type TaskFailure } from '../failure.ts';
import type { Git } from './git.ts';
import type { Remote } from './remote.ts';

export interface Moved {
  readonly address: string;
  readonly isSamePlace: boolean;
}

export const isRedirected = (stderr: string): boolean => /returned error: 30[12378]\b/.test(stderr);

/** What git asks for first, below a repository's address. */
const firstRequest = /\/info\/refs\?service=[\w-]+$/;

/** Asks once more, for the answer's headers: git tells the place only in its trace, where it leaves out the credential. */
export async function addressAfterRedirect(git: Git, remote: Remote): Promise<Moved | undefined> {
  const env = { GIT_TRACE_CURL: '1', GIT_TRACE_CURL_NO_DATA: '1', GIT_TRACE_REDACT: '1' };
  const { stderr } = await git.contact(['ls-remote', '--quiet', remote.address, 'HEAD'], { env });
  const location = [...stderr.matchAll(/<= Recv header: location: *(\S+)/gi)].at(-1)?.[1];
  if (location === undefined || !firstRequest.test(location) || !URL.canParse(location, remote.address)) return undefined;
  const to = new URL(location.replace(firstRequest, ''), remote.address);
  const address = readCloneUrl(to.href).address;
  return { address, isSamePlace: to.origin === new URL(remote.address).origin };
}

export function redirectFailure({ address }: Remote, moved: Moved | undefined): TaskFailure {
  const where = moved === undefined ? 'a place that is no repository' : moved.address;
  const what = `Could not clone: ${address} redirects to ${where}`;
  if (moved === undefined) return failures.config(`${what}.`, 'Onboard the repository again with its right address.');
  return failures.config(
    `${what}: onboard the repository again with that address.`,
    'Onboard the repository again with the address that it redirects to.',
  );
}
