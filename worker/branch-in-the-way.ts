/**
 * A branch whose name makes another one impossible: git keeps branches as paths, so where there is a branch `a` there can be none
 * `a/b`, and the other way round.
 */
import type { Clone } from './clone.ts';

/** The branch of the remote that is in the way of the clone's branch; undefined where there is none, or where nobody answers. */
export async function branchInTheWay({ git, remote, branch }: Clone): Promise<string | undefined> {
  const parts = branch.split('/');
  const above = parts.slice(0, -1).map((_, at) => `refs/heads/${parts.slice(0, at + 1).join('/')}`);
  const listed = await git.contact(['ls-remote', '--quiet', remote.address, ...above, `refs/heads/${branch}/*`]);
  if (!listed.ok) return undefined;
  const refs = listed.stdout.split('\n').flatMap((line) => line.split('\t')[1] ?? []);
  // A pattern without a star fits the end of any path.
  const found = refs.find((ref) => above.includes(ref) || ref.startsWith(`refs/heads/${branch}/`));
  return found?.slice('refs/heads/'.length);
}
