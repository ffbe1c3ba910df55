/** Finds the tip of the work's branch at the remote, and the branches that keep git from making it. */
import { done, failures, type Failed, type Step } from '../failure.ts';
import { gitFailure } from './git-failure.ts';
import type { Git, GitEnd } from './git.ts';
import type { Remote } from './remote.ts';

interface RemoteBranch {
  readonly remote: Remote;
  readonly branch: string;
}

/** Lists the branches that say whether the branch of the work is there, and whether it can be made. */
export const listBranches = ({ remote, branch }: RemoteBranch): readonly string[] => {
  const names = [branch, ...foldersOf(branch), `${branch}/*`].map((name) => `refs/heads/${name}`);
  return ['ls-remote', '--quiet', '--heads', remote.address, ...names];
};

/** @returns as `readBranchTip` */
export async function findBranchTip(at: RemoteBranch & { readonly git: Git }): Promise<Step<string | undefined>> {
  return readBranchTip(await at.git.contact(listBranches(at)), at);
}

/**
 * Answers the commit at the branch's tip, or undefined where the remote has no such branch. Fails where the remote cannot have it,
 * because git keeps no two branches of which one is a folder of the other: `bgagent` and `bgagent/x`.
 * @param listed the end of `listBranches`
 */
export function readBranchTip(listed: GitEnd, { remote, branch }: RemoteBranch): Step<string | undefined> {
  if (!listed.ok) return gitFailure(`look at branch ${branch}`, listed.stderr, remote);
  const tips = new Map(listed.stdout.split('\n').map(readLine));
  const tip = tips.get(branch);
  if (tip !== undefined) return done(tip);
  const above = foldersOf(branch).find((name) => tips.has(name));
  const inTheWay = above ?? [...tips.keys()].find((name) => name.startsWith(`${branch}/`));
  return inTheWay === undefined ? done(undefined) : nameTaken(branch, inTheWay);
}

/** `a/b/c` → `a`, `a/b`. */
const foldersOf = (branch: string): string[] =>
  [...branch.matchAll(/\//g)].map(({ index }) => branch.slice(0, index)).filter((name) => name !== '');

function readLine(line: string): [name: string, tip: string] {
  const [tip = '', ref = ''] = line.split('\t');
  return [ref.replace(/^refs\/heads\//, ''), tip];
}

/** The message ends with the remedy, because a fleet shows only the message of a task, and a person must act. */
function nameTaken(branch: string, inTheWay: string): Failed {
  const remedy = `Rename or delete ${inTheWay} there and retry, or submit again with another --branch-prefix.`;
  const why = `The branch ${branch} cannot be made: the repository has a branch ${inTheWay}, and git cannot have both.`;
  return failures.request(`${why} ${remedy}`, remedy);
}
