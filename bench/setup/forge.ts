/** The forge of `npm run test:forge` (Gitea, from its Go module) as a process, with repositories for a measurement. */
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';
import { execa } from 'execa';
import pLimit from 'p-limit';
import * as z from 'zod';
import type { Say } from '../figure.ts';
import { closeInTheEnd } from './leave-nothing.ts';
import { identity } from './remotes.ts';

const started = z.object({ url: z.url(), api: z.url(), user: z.string(), token: z.string().min(1), pid: z.number() });
export type ForgeOfBench = z.infer<typeof started> & { readonly stop: () => Promise<void> };

const root = join(import.meta.dirname, '..', '..');
/** Where `npm run test:forge` keeps the built program. */
const built = join(root, '.stack', 'forge', 'forge');
/** Gitea refuses to run as root unless told. The program does not depend on the commit that is checked out. */
const env = { GITEA_I_AM_BEING_UNSAFE_RUNNING_AS_ROOT: 'true', GOFLAGS: '-buildvcs=false' };

/**
 * @param folder an empty one, for everything that the forge keeps
 * @throws Error that says so where Go is not there, or with what start.sh printed
 */
export async function startForge(folder: string, say: Say): Promise<ForgeOfBench> {
  const go = await execa('go', ['version'], { reject: false });
  if (go.failed) {
    throw new Error('The forge is built with Go, and there is no "go" here. Install Go, or measure the other figures.');
  }
  await mkdir(folder, { recursive: true });
  if (existsSync(built)) await copyFile(built, join(folder, 'forge'), constants.COPYFILE_FICLONE);
  else say('  Building the forge. This takes about five minutes; after npm run test:forge, the built one is used.');
  const script = join(root, 'test', 'forge', 'start.sh');
  // Its own process group, which the forge stays in after the script has ended.
  const start = execa(script, [folder, String(await freePort())], { env, detached: true, stdin: 'ignore' });
  const stop = closeInTheEnd(() => endGroup(start.pid));
  try {
    return { ...started.parse(JSON.parse((await start).stdout)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Asks the process group to end, and kills it if it does not within ten seconds. */
async function endGroup(group: number | undefined): Promise<void> {
  if (group === undefined || !signal(group, 'SIGTERM')) return;
  for (let n = 0; n < 100 && signal(group, 0); n += 1) await sleep(100);
  signal(group, 'SIGKILL');
}

/** False where there is no such group any more. */
function signal(group: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, what);
  } catch {
    return false;
  }
}

const files = 400;
const commits = 10;

/** Makes private repositories of these names, each with 400 files in 10 commits on `main`. */
export async function makeForgeRepositories(forge: ForgeOfBench, folder: string, names: readonly string[]): Promise<void> {
  const seed = join(folder, 'seed-of-forge');
  await mkdir(seed);
  const git = (...args: readonly string[]) => execa('git', ['-C', seed, ...identity, ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  for (let commit = 0; commit < commits; commit += 1) {
    for (let n = commit; n < files; n += commits) await writeFile(join(seed, `file-${n}.txt`), `log ${n}\n`.repeat(40));
    await git('add', '--all');
    await git('commit', '--quiet', '--message', `Commit ${commit}`);
  }
  const { rest } = new Octokit({ auth: forge.token, baseUrl: forge.api });
  const limit = pLimit(4);
  const make = async (name: string): Promise<void> => {
    await rest.repos.createForAuthenticatedUser({ name, private: true });
    await git('push', '--quiet', addressWithLogin(forge, name), 'main');
  };
  await Promise.all(names.map((name) => limit(() => make(name))));
}

/** The address of a repository. */
export const addressOf = ({ url, user }: ForgeOfBench, name: string): string => new URL(`${user}/${name}.git`, url).href;

/** The address of a repository, with the login that git needs. */
export function addressWithLogin(forge: ForgeOfBench, name: string): string {
  const address = new URL(addressOf(forge, name));
  return Object.assign(address, { username: forge.user, password: forge.token }).href;
}
