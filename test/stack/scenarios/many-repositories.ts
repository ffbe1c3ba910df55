import { join } from 'node:path';
import { makeRemotes } from '../../../bench/setup/remotes.ts';
import { must } from '../../scenarios/answers.ts';
import type { System } from '../../scenarios/system.ts';

export interface ManyRepositories {
  readonly names: readonly string[];
  /** The folder of the remotes, each by its name. */
  readonly folder: string;
  readonly repos: readonly string[];
}

/** Makes and onboards so many small repositories. All scenarios share the stack, so each has a word for the names of its own. */
export async function manyRepositories(system: System, count: number, word: string): Promise<ManyRepositories> {
  const names = Array.from({ length: count }, (_, at) => `${word}-${String(at).padStart(3, '0')}`);
  const folder = await makeRemotes(system.folder, names);
  const repos = names.map((name) => ({ repo: `acme/${name}`, clone_url: join(folder, name) }));
  must(await system.client.importRepos({ body: { repos } }));
  return { names, folder, repos: repos.map(({ repo }) => repo) };
}
