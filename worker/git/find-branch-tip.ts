/** Finds the tip of the work's branch, or of its ref for a review, at the remote, and the refs that keep git from making it. */
import { done, failures, type Failed, type Step } from '../failure.ts';
import { gitFailure } from './git-failure.ts';
import type { Git, GitEnd } from './git.ts';
import type { Remote } from './remote.ts';
import { isReviewRef, namespaceOf, shownRef } from './work-ref.ts';

interface RemoteRef {
  readonly remote: Remote;
  /** The whole name. */
  readonly ref: string;
}

/** Lists the refs that say whether this one is there, and whether it can be made. */
export const listRefs = ({ remote, ref }: RemoteRef): readonly string[] => {
  const namespace = namespaceOf(ref);
  const name = ref.slice(namespace.length);
  const names = [name, ...foldersOf(name), `${name}/*`].map((each) => `${namespace}${each}`);
  return ['ls-remote', '--quiet', ...(isReviewRef(ref) ? [] : ['--heads']), remote.address, ...names];
};

/** @returns as `readTip` */
export async function findTip(at: RemoteRef & { readonly git: Git }): Promise<Step<string | undefined>> {
  return readTip(await at.git.contact(listRefs(at)), at);
}

/**
 * Answers the commit at the tip of the ref, or undefined where the remote has no such ref. Fails where the remote cannot have it,
 * because git keeps no two branches of which one is a folder of the other: `bgagent` and `bgagent/x`.
 * @param listed the end of `listRefs`
 */
export function readTip(listed: GitEnd, { remote, ref }: RemoteRef): Step<string | undefined> {
  if (!listed.ok) return gitFailure(`look at ${called(ref)}`, listed.stderr, remote);
  const tips = new Map(listed.stdout.split('\n').map(readLine));
  const tip = tips.get(ref);
  if (tip !== undefined) return done(tip);
  const namespace = namespaceOf(ref);
  const above = foldersOf(ref.slice(namespace.length)).find((name) => tips.has(`${namespace}${name}`));
  const inTheWay = above === undefined ? [...tips.keys()].find((name) => name.startsWith(`${ref}/`)) : `${namespace}${above}`;
  return inTheWay === undefined ? done(undefined) : nameTaken(ref, inTheWay);
}

/** `a/b/c` → `a`, `a/b`. */
const foldersOf = (branch: string): string[] =>
  [...branch.matchAll(/\//g)].map(({ index }) => branch.slice(0, index)).filter((name) => name !== '');

function readLine(line: string): [name: string, tip: string] {
  const [tip = '', ref = ''] = line.split('\t');
  return [ref, tip];
}

const called = (ref: string): string => `${isReviewRef(ref) ? 'the ref' : 'branch'} ${shownRef(ref)}`;

/** The message ends with the remedy, because a fleet shows only the message of a task, and a person must act. */
function nameTaken(ref: string, inTheWay: string): Failed {
  const kind = isReviewRef(ref) ? 'ref' : 'branch';
  const other = shownRef(inTheWay);
  const remedy = `Rename or delete ${other} there and retry, or submit again with another --branch-prefix.`;
  const why = `The ${kind} ${shownRef(ref)} cannot be made: the repository has a ${kind} ${other}, and git cannot have both.`;
  return failures.request(`${why} ${remedy}`, remedy);
}
