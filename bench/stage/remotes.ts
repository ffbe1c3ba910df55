/** Small git repositories in a folder, as remotes of a fleet. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Whoever commits for the bench. */
export const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.test'];

/** Copies of one bare repository with one commit: a file `main.txt` that says `log`. Answers the folder that they are in. */
export async function makeRemotes(folder: string, names: readonly string[]): Promise<string> {
  const inFolder = (name: string): string => join(folder, name);
  const [remotes, seed, first] = [inFolder('remotes'), inFolder('seed'), inFolder('first.git')];
  await mkdir(remotes);
  await execa('git', ['init', '--quiet', '--initial-branch=main', seed]);
  await writeFile(join(seed, 'main.txt'), 'log\n');
  await execa('git', ['-C', seed, 'add', '--all']);
  await execa('git', ['-C', seed, ...identity, 'commit', '--quiet', '--message', 'Start']);
  await execa('git', ['clone', '--quiet', '--bare', seed, first]);
  await Promise.all(names.map((name) => cp(first, join(remotes, name), { recursive: true })));
  return remotes;
}
