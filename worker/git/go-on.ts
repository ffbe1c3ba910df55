/** Lets a fresh clone of the base go on with work that a ref of the remote holds, which git cannot clone by its name. */
import { done, failures, type Step } from '../failure.ts';
import type { Clone } from './clone.ts';
import { gitFailure, isBranchMissing } from './git-failure.ts';

const workRef = 'refs/bgagent/work';

/** Answers undefined, and changes nothing, where the remote has no such ref. @param ref its whole name */
export async function goOnWith(clone: Clone, ref: string, depth: number): Promise<Step<Clone | undefined>> {
  const { git, remote, base: known } = clone;
  const [fetched, reset, head] = await git.contactAll([
    ['fetch', '--quiet', '--no-tags', `--depth=${depth}`, remote.address, `+${ref}:${workRef}`],
    // Needs the login: a filter of Git LFS may fetch the files that the reset writes.
    ['reset', '--quiet', '--hard', workRef],
    ['rev-parse', 'HEAD^{commit}', 'HEAD^{tree}'],
  ]);
  if (!fetched?.ok) {
    const stderr = fetched?.stderr ?? '';
    return isBranchMissing(stderr) ? done(undefined) : gitFailure(`fetch ${ref}`, stderr, remote);
  }
  const [tip, baseTree] = head?.stdout.split('\n') ?? [];
  if (!head?.ok || tip === undefined || baseTree === undefined) {
    return failures.worker(`The work at ${ref} cannot be checked out: ${reset?.stderr ?? ''}`);
  }
  return done({ ...clone, base: tip, baseTree, known: [tip, known], tip, tipRef: ref });
}
