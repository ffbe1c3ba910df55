import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { git, makeFolder, makeRepository } from '../git-repository.ts';
import { startForgeServer } from './forge-server.ts';

/** A forge with one repository, `acme/api`, that takes pushes with the token. */
export async function startForgeWithRepository(token: string) {
  const root = makeFolder('forge');
  const folder = join(root, 'acme', 'api.git');
  mkdirSync(folder, { recursive: true });
  const remote = makeRepository(folder);
  git(remote.url, 'config', 'http.receivepack', 'true');
  return { remote, forge: await startForgeServer(root, token) };
}

export type ForgeWithRepository = Awaited<ReturnType<typeof startForgeWithRepository>>;
