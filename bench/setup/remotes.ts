/** Makes small git repositories in a folder, as remotes of a fleet. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Author and committer of the bench's commits. */
export const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.test'];

/** Each is a bare repository with one commit of a file `main.txt` that contains `log`. Returns their folder. */
export async function makeRemotes(folder: string, names: readonly string[]): Promise<string> {
  const [remotes, seed, first] = [join(folder, 'remotes'), join(folder, 'seed'), join(folder, 'first.git')];
  await mkdir(remotes);
  await execa('git', ['init', '--quiet', '--initial-branch=main', seed]);
  await writeFile(join(seed, 'main.txt'), 'log\n');
  await execa('git', ['-C', seed, 'add', '--all']);
  await execa('git', ['-C', seed, ...identity, 'commit', '--quiet', '--message', 'Start']);
  await execa('git', ['clone', '--quiet', '--bare', seed, first]);
  await Promise.all(names.map((name) => cp(first, join(remotes, name), { recursive: true })));
  return remotes;
}
