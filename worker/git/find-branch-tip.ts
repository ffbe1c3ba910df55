import type { Clone } from './clone.ts';
import { failed, done, failures, type Step } from '../failure.ts';
import { gitFailure } from './git-failure.ts';

/**
 * Answers the branch's tip at the remote, or undefined where there is none. Fails where none can be made, because git keeps no
 * branch whose name is the beginning of another one's: `bgagent` and `bgagent/x`.
 */
export async function lookAtBranch({ git, remote, branch }: Clone): Promise<Step<string | undefined>> {
  const names = [branch, ...foldersOf(branch), `${branch}/*`].map((name) => `refs/heads/${name}`);
  const listed = await git.contact(['ls-remote', '--quiet', '--heads', remote.address, ...names]);
  if (!listed.ok) return failed(gitFailure(`look at branch ${branch}`, listed.stderr, remote));
  const tips = new Map(listed.stdout.split('\n').map(readLine));
  const tip = tips.get(branch);
  if (tip !== undefined) return done(tip);
  const above = foldersOf(branch).find((name) => tips.has(name));
  const inTheWay = above ?? [...tips.keys()].find((name) => name.startsWith(`${branch}/`));
  return inTheWay === undefined ? done(undefined) : failed(nameTaken(branch, inTheWay));
}

/** `a/b/c` → `a`, `a/b`. */
const foldersOf = (branch: string): string[] =>
  [...branch.matchAll(/\//g)].map(({ index }) => branch.slice(0, index)).filter((name) => name !== '');

function readLine(line: string): [name: string, tip: string] {
  const [tip = '', ref = ''] = line.split('\t');
  return [ref.replace(/^refs\/heads\//, ''), tip];
}

/** Its message holds the remedy: a fleet shows nothing else of a task, and here somebody must act. */
function nameTaken(branch: string, inTheWay: string) {
  const remedy = `Rename or delete ${inTheWay} there and retry, or submit again with another --branch-prefix.`;
  const why = `The branch ${branch} cannot be made: the repository has a branch ${inTheWay}, and git cannot have both.`;
  return failures.request(`${why} ${remedy}`, remedy);
}
