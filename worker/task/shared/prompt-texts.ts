/** What the agent of a task with several repositories is told of them. */
import type { SharedFolder } from '../branches.ts';

/** As a fact: a line for each. */
export const factOf = (shared: readonly SharedFolder[]): string =>
  ['Repositories, each a clone in a folder of its own in the working folder:', ...shared.map(lineOf)].join('\n');

const lineOf = ({ repo, folder, branch, base, hasWork }: SharedFolder): string =>
  `- ${folder}/ is ${repo}, on the branch ${branch}, made from ${base}${hasWork ? ', with the commits of earlier attempts' : ''}`;

/** For an agent that goes on with an earlier session, in another working folder than before. */
export const freshClones = (shared: readonly SharedFolder[]): string =>
  `It has fresh clones: ${shared.map(({ folder, repo, branch, base }) => `${folder}/ (${repo}) on the branch ${branch}, made from ${base}`).join('; ')}.`;

export const rulesOfFolders: readonly string[] = [
  'Work in the folders of these repositories only: what you put beside them is thrown away.',
  'Leave the changes in those folders; they are committed, checked and pushed for you, those of each folder to its own repository.',
];
