import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { git, makeFolder, makeRepository } from '../git-repository.ts';
import { startForgeServer } from './forge-server.ts';

/** A forge with one repository, `acme/api`, that takes pushes with the token. */
export async function startForgeWithRepository(token: string) {
  const { remotes, forge } = await startForgeWithRepositories(token, ['acme/api']);
  const [remote] = remotes;
  if (!remote) throw new Error('no repository');
  return { remote, forge };
}

/** The same with several, as `owner/name`. `remotes` has their order. */
export async function startForgeWithRepositories(token: string, names: readonly string[]) {
  const root = makeFolder('forge');
  const remotes = names.map((name) => {
    const folder = join(root, `${name}.git`);
    mkdirSync(folder, { recursive: true });
    const remote = makeRepository(folder);
    git(remote.url, 'config', 'http.receivepack', 'true');
    return remote;
  });
  return { remotes, forge: await startForgeServer(root, token) };
}

export type ForgeWithRepository = Awaited<ReturnType<typeof startForgeWithRepository>>;
