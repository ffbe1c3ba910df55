/** The clone that the work is done in: one commit deep, on a fresh branch. */
import { done, failed, failures, type Step } from '../failure.ts';
import type { Git, GitPlace } from './git.ts';
import { gitFailure } from './git-failure.ts';
import { addressAfterRedirect, isRedirected, redirectFailure } from './redirect.ts';
import type { Remote } from './remote.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Identity } from './identity.ts';

export interface Clone {
  /** Until `setApart` the clone's own git folder, then the worker's. */
  readonly git: Git;
  readonly remote: Remote;
  /** Branch that was cloned, and the commit it stood at, with its tree. */
  readonly baseBranch: string;
  readonly base: string;
  readonly baseTree: string;
  /** Commits that are in the worker's git folder with all their history. */
  readonly known: readonly string[];
  /** Branch that the work is pushed to. */
  readonly branch: string;
}

export interface CloneRequest {
  readonly sandbox: Sandbox;
  readonly gitAt: (place: GitPlace, remote: Remote) => Git;
  readonly remote: Remote;
  /** Undefined: the remote's HEAD. */
  readonly from: string | undefined;
  readonly branch: string;
  /** Commits to fetch; undefined: all. */
  readonly depth: number | undefined;
  readonly identity: Identity;
}

/** A renamed repository leads to its new name, seldom to one more. */
const redirects = 3;

export async function cloneRepository(request: CloneRequest, left = redirects): Promise<Step<Clone>> {
  const { sandbox, remote, gitAt } = request;
  // A clone whose .git is gone must not make git look for one further up.
  const place = (folder: string): GitPlace => ({ folder, env: { GIT_CEILING_DIRECTORIES: sandbox.folder } });
  const git = gitAt(place(sandbox.folder), remote);
  const cloned = await git.contact(['clone', '--quiet', '--no-tags', ...optionsOf(request), '--', remote.address, sandbox.repo]);
  if (cloned.ok) return prepare(gitAt(place(sandbox.repo), remote), request);
  if (!isRedirected(cloned.stderr)) return failed(gitFailure('clone', cloned.stderr, remote));
  const moved = await addressAfterRedirect(git, remote);
  if (!moved?.isSamePlace || left === 0) return failed(redirectFailure(remote, moved));
  return cloneRepository({ ...request, remote: { ...remote, address: moved.address } }, left - 1);
}

const optionsOf = ({ depth, from, identity }: CloneRequest): string[] => [
  `--config=user.name=${identity.name}`,
  `--config=user.email=${identity.email}`,
  ...(depth === undefined ? ['--single-branch'] : [`--depth=${depth}`]),
  ...(from === undefined ? [] : [`--branch=${from}`]),
];

async function prepare(git: Git, { remote, branch, from }: CloneRequest): Promise<Step<Clone>> {
  const head = await git.run(['rev-parse', 'HEAD^{commit}', 'HEAD^{tree}', '--symbolic-full-name', 'HEAD']);
  const [base, baseTree, ref] = head.stdout.split('\n');
  if (!head.ok || base === undefined || baseTree === undefined || ref === undefined) {
    return failed(
      failures.request(`${remote.address} has no commits.`, 'Push a first commit to its default branch, then retry.'),
    );
  }
  // A tag leaves no branch checked out.
  const baseBranch = ref === 'HEAD' ? (from ?? ref) : ref.replace(/^refs\/heads\//, '');
  if (branch !== baseBranch) {
    const made = await git.run(['checkout', '--quiet', '-b', branch]);
    if (!made.ok) {
      return failed(
        failures.request(`Could not make the branch ${branch}: ${made.stderr}`, 'Choose another branch prefix, then retry.'),
      );
    }
  }
  return done({ git, remote, baseBranch, base, baseTree, known: [base], branch });
}
